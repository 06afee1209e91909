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

/** What is decided; where the budget was too small for that, what is made of an answer that says so. */
export function withinBudget<Decision>(
	decide: () => Decision,
	otherwise: (unknown: LevelAnswer) => Decision,
): Decision {
	try {
		return decide();
	} catch (error) {
		if (error instanceof OutOfBudget) return otherwise({ holds: 'unknown', reason: error.reason });
		throw error;
	}
}

/** The answer about one level; `unknown` where the budget was too small. */
export function decided(decide: () => LevelAnswer): LevelAnswer {
	return withinBudget(decide, (unknown) => unknown);
}
