import { decided, type LevelAnswer } from './answer.ts';
import type { Budget } from './budget.ts';
import type { Causality } from './causality.ts';
import { isPossible } from './forced.ts';
import { findInterleaving } from './interleaving.ts';
import { firstGraph, saturate } from './saturation.ts';
import type { Violation } from './violation.ts';

/** Dead ends that the search may remember; and how many at the first attempt. */
const deadEndsMax = 20_000;
const deadEndsAtFirst = 200;
/** Sessions that may be remembered in dead ends, all together. */
const rememberedMax = 20_000_000;

/**
 * Sequential consistency (Lamport 1979): one order of all operations, which keeps the order of each process, explains
 * every read. Deciding it is NP-complete even where it is known who read from whom (Gibbons and Korach 1997). So rules
 * refuse, and a search looks for an order; what it cannot decide within its budget stays unknown.
 */
export function checkSequential(causality: Causality, budget: Budget): LevelAnswer {
	return decided(() => {
		const { history, forced } = causality;
		const { deadline } = budget;
		// Where there is an order, the first attempt mostly finds it, and the rules cost more than the search.
		if (forced.every(isPossible)) {
			const quickly = { deadline, deadEnds: deadEndsAtFirst };
			if (findInterleaving(history, firstGraph(causality), quickly) === 'found') return { holds: true };
		}
		const saturated = saturate(causality, budget);
		if (saturated.kind === 'violation') return { holds: false, violation: saturated.violation };
		// What is remembered of a dead end is how far each session has come.
		const deadEnds = Math.min(deadEndsMax, Math.floor(rememberedMax / history.sessions.length));
		switch (findInterleaving(history, saturated.graph, { deadline, deadEnds })) {
			case 'found':
				return { holds: true };
			case 'none':
				return { holds: false, violation: nothingFound };
			case 'out-of-budget':
				return { holds: 'unknown', reason: 'too many orders to try' };
		}
	});
}

const nothingFound: Violation = {
	message: 'No order of all operations that keeps the order of each process explains every read: all were tried.',
	operations: [],
};
