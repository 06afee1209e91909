import type { Budget } from '../budget.ts';
import { type Causality, isRead } from '../causality.ts';
import { type Forced, ForcedAtKey } from '../forced.ts';
import { boundWithin, type Writers, writersByKey } from '../writers.ts';
import { ReadsBySession } from './reads-by-session.ts';

/**
 * Monotonic writes (Terry et al. 1994): whoever sees a write sees the earlier writes of the process that made it. So once a
 * process has read what another wrote, everything that the other had written before is there for its later reads, to
 * other keys too: it never sees y before x where x was written first. O(n · sessions).
 */
export function forcedByMonotonicWrites({ history }: Causality, suspects: readonly number[], budget: Budget): Forced[] {
	const forced: Forced[] = [];
	const writers = writersByKey(history);
	const atKeys = writers.map((ofKey) => new ForcedAtKey(history, ofKey, budget, forced));
	const reads = new ReadsBySession(history, suspects);
	for (const operations of reads.sessions()) {
		/** For each session how many of its operations come before the last write of it that was seen. */
		const seen = new Int32Array(history.sessions.length);
		for (const read of operations) {
			if (!isRead(read, history)) continue;
			const returned = history.readsFrom[read] as number;
			if (returned >= 0) {
				const writer = history.session[returned] as number;
				seen[writer] = Math.max(seen[writer] as number, history.position[returned] as number);
			}
			if (!reads.has(read)) continue;
			const key = history.key[read] as number;
			const ofKey = writers[key] as readonly Writers[];
			const bounds = new Int32Array(ofKey.length);
			for (const [i, one] of ofKey.entries()) bounds[i] = boundWithin(one, seen[one.session] as number, history);
			(atKeys[key] as ForcedAtKey).add(read, returned, bounds);
		}
	}
	return forced;
}
