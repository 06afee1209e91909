import { type Causality, type Forced, isRead } from '../causality.ts';
import { lastWithin, writersByKey } from '../writers.ts';
import { ReadsBySession } from './reads-by-session.ts';

/**
 * Monotonic writes (Terry et al. 1994): whoever sees a write sees the earlier writes of the process that made it. So once a
 * process has read what another wrote, everything that the other had written before is there for its later reads, to
 * other keys too: it never sees y before x where x was written first. O(n · sessions).
 */
export function forcedByMonotonicWrites({ history }: Causality, suspects: readonly number[]): Forced[] {
	const forced: Forced[] = [];
	const writers = writersByKey(history);
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
			for (const one of writers[history.key[read] as number] as (typeof writers)[number]) {
				const other = lastWithin(one, seen[one.session] as number, history);
				if (other !== undefined && other !== returned) forced.push({ read, returned, other });
			}
		}
	}
	return forced;
}
