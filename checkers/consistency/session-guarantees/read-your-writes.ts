import type { Causality } from '../causality.ts';
import type { Forced } from '../forced.ts';
import { ReadsBySession } from './reads-by-session.ts';

/**
 * Read your writes (Terry, Demers, Petersen, Spreitzer, Theimer and Welch 1994): whatever a process wrote, its later reads
 * see. So its last write to a key is before what a later read of the key returned, or is just that. O(n).
 */
export function forcedByReadYourWrites({ history }: Causality, suspects: readonly number[]): Forced[] {
	const forced: Forced[] = [];
	const reads = new ReadsBySession(history, suspects);
	for (const operations of reads.sessions()) {
		const lastWrite = new Map<number, number>();
		for (const operation of operations) {
			const key = history.key[operation] as number;
			const other = lastWrite.get(key);
			const returned = history.readsFrom[operation] as number;
			if (reads.has(operation) && other !== undefined && other !== returned) {
				forced.push({ read: operation, returned, other });
			}
			if (history.writes[operation] === 1) lastWrite.set(key, operation);
		}
	}
	return forced;
}
