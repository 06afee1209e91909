import { type Causality, isRead } from '../causality.ts';
import type { Forced } from '../forced.ts';
import { ReadsBySession } from './reads-by-session.ts';

/**
 * Monotonic reads (Terry et al. 1994): whatever a process has seen, its later reads see. So what it read from a key is
 * before what its next read of the key returned, or is just that. O(n).
 */
export function forcedByMonotonicReads({ history }: Causality, suspects: readonly number[]): Forced[] {
	const forced: Forced[] = [];
	for (const operations of new ReadsBySession(history, suspects).sessions()) {
		const lastSeen = new Map<number, number>();
		for (const operation of operations) {
			if (!isRead(operation, history)) continue;
			const key = history.key[operation] as number;
			const other = lastSeen.get(key) ?? -1;
			const returned = history.readsFrom[operation] as number;
			if (other >= 0 && other !== returned) forced.push({ read: operation, returned, other });
			lastSeen.set(key, returned);
		}
	}
	return forced;
}
