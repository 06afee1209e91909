import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RaftLog } from './log.ts';
import type { Entry } from './messages.ts';

const entry = (index: number, term: number): Entry => ({ index, term, command: { kind: 'no-op' } });

/** A log with entries of these terms, from index 1. */
function logOf(...terms: readonly number[]): RaftLog {
	const log = new RaftLog();
	for (const term of terms) log.append(entry(log.lastIndex + 1, term));
	return log;
}

describe('RaftLog', () => {
	it('is empty before index 1', () => {
		const log = new RaftLog();
		expect([log.lastIndex, log.lastTerm, log.termAt(0), log.termAt(1)]).toEqual([0, 0, 0, undefined]);
	});

	it('keeps index and term of a snapshot, for the consistency check', () => {
		const log = logOf(1, 1, 2, 3);
		log.compact(3, 2);
		expect([log.snapshotIndex, log.lastIndex, log.lastTerm]).toEqual([3, 4, 3]);
		expect([log.termAt(2), log.termAt(3), log.termAt(4)]).toEqual([undefined, 2, 3]);
		expect(log.slice(4, 10)).toEqual([entry(4, 3)]);
	});

	it('drops everything for a snapshot that it disagrees with', () => {
		const log = logOf(1, 1, 1, 1);
		log.compact(3, 2);
		expect([log.lastIndex, log.lastTerm, log.entry(4)]).toEqual([3, 2, undefined]);
	});

	it('drops everything for a snapshot beyond its end', () => {
		const log = logOf(1);
		log.compact(7, 4);
		log.append(entry(8, 5));
		expect([log.lastIndex, log.termAt(7), log.termAt(8)]).toEqual([8, 4, 5]);
	});

	it('finds where a term begins and ends', () => {
		const log = logOf(1, 2, 2, 2, 5);
		expect(log.firstIndexOfTermAt(4)).toBe(2);
		expect(log.lastIndexOfTerm(2)).toBe(4);
		expect(log.lastIndexOfTerm(3)).toBeUndefined();
	});

	it('is a plain list with its first entries taken away', () => {
		const operation = fc.oneof(
			{ weight: 4, arbitrary: fc.record({ do: fc.constant('append' as const), by: fc.nat(2) }) },
			fc.record({ do: fc.constant('truncate' as const), by: fc.nat(5) }),
			fc.record({ do: fc.constant('compact' as const), by: fc.nat(3) }),
		);
		fc.assert(
			fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
				const log = new RaftLog();
				const terms = [0];
				let snapshot = 0;
				for (const { do: action, by } of operations) {
					const last = terms.length - 1;
					if (action === 'append') {
						const term = (terms[last] as number) + by;
						terms.push(term);
						log.append(entry(last + 1, term));
					} else if (action === 'truncate') {
						const index = Math.max(snapshot + 1, last + 1 - by);
						terms.length = index;
						log.truncate(index);
					} else {
						snapshot = Math.min(snapshot + by, last);
						log.compact(snapshot, terms[snapshot] as number);
					}
					expect(log.lastIndex).toBe(terms.length - 1);
					expect(log.lastTerm).toBe(terms.at(-1));
					for (let index = 0; index <= terms.length; index++) {
						expect(log.termAt(index)).toBe(index < snapshot ? undefined : terms[index]);
					}
				}
			}),
		);
	});
});
