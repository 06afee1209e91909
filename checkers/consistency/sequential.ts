import { type Causality, isPossible } from './causality.ts';
import { findInterleaving } from './interleaving.ts';
import { firstGraph, saturate } from './saturation.ts';
import type { Violation } from './violation.ts';

/** What a level's check says: it holds, it does not, or there was not enough time or memory to tell. */
export type LevelAnswer =
	| { readonly holds: true }
	| { readonly holds: false; readonly violation: Violation }
	| { readonly holds: 'unknown'; readonly reason: string };

/** Dead ends that the search may remember; and how many at the first attempt. */
const deadEndsMax = 20_000;
const deadEndsAtFirst = 200;

/**
 * Sequential consistency (Lamport 1979): one order of all operations, which keeps the order of each process, explains
 * every read. Deciding it is NP-complete even where it is known who read from whom (Gibbons and Korach 1997). So rules
 * refuse, and a search looks for an order; what it cannot decide within its budget stays unknown.
 *
 * @param deadline by `performance.now()`
 */
export function checkSequential(causality: Causality, deadline: number): LevelAnswer {
	const { history, forced } = causality;
	// Where there is an order, the first attempt mostly finds it, and the rules cost more than the search.
	if (forced.every(isPossible)) {
		const quickly = { deadline, deadEnds: deadEndsAtFirst };
		if (findInterleaving(history, firstGraph(causality), quickly) === 'found') return { holds: true };
	}
	const saturated = saturate(causality, deadline);
	switch (saturated.kind) {
		case 'violation':
			return { holds: false, violation: saturated.violation };
		case 'out-of-time':
			return { holds: 'unknown', reason: 'time ran out' };
		case 'graph':
			switch (findInterleaving(history, saturated.graph, { deadline, deadEnds: deadEndsMax })) {
				case 'found':
					return { holds: true };
				case 'none':
					return { holds: false, violation: nothingFound };
				case 'out-of-budget':
					return { holds: 'unknown', reason: 'too many orders to try' };
			}
	}
}

const nothingFound: Violation = {
	message: 'No order of all operations that keeps the order of each process explains every read: all were tried.',
	operations: [],
};
