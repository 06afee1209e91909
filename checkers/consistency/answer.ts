import { OutOfBudget } from './budget.ts';
import type { Violation } from './violation.ts';

/** What a level's check says: it holds, it does not, or there was not enough time or memory to tell. */
export type LevelAnswer =
	| { readonly holds: true }
	| { readonly holds: false; readonly violation: Violation }
	| { readonly holds: 'unknown'; readonly reason: string };

export function answerOf(violation: Violation | undefined): LevelAnswer {
	return violation === undefined ? { holds: true } : { holds: false, violation };
}

/** The answer; `unknown` where the budget was too small for one. */
export function decided(decide: () => LevelAnswer): LevelAnswer {
	try {
		return decide();
	} catch (error) {
		if (error instanceof OutOfBudget) return { holds: 'unknown', reason: error.reason };
		throw error;
	}
}
