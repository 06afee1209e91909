import { TooManyStates } from './interned-model.ts';
import { PartSearch } from './part-search.ts';
import type { Part } from './parts.ts';
import type { Refutation } from './refutation.ts';

/** Whether a part is linearizable; or why nobody knows. */
export type PartOutcome = 'ok' | 'illegal' | 'out-of-time' | 'out-of-memory' | 'too-many-states';

export interface SolvedPart {
	readonly part: Part;
	readonly outcome: PartOutcome;
	/** Configurations expanded, in all attempts. */
	readonly steps: number;
	readonly transitions: number;
	readonly memoryBytes: number;
	/** If illegal: where it shows. */
	readonly refutation?: Refutation;
}

export interface SolveLimits {
	/** By `performance.now()`, in milliseconds. */
	readonly deadline: number;
	readonly memoryBytes: number;
}

/** Of the first round. Most parts need a few steps for each operation. */
const firstBudget = 2_000;
const budgetFactor = 8;

/**
 * Decides the parts, in rounds with growing budgets: a part that explodes does not hide a violation that another one
 * shows at once. After the round that finds a violation the rest is left undecided. What was tried in vain is tried again
 * from the start, which costs less than a seventh of the last attempt.
 */
export function solve(parts: readonly Part[], limits: SolveLimits): SolvedPart[] {
	const searches = parts.map((part) => new PartSearch(part));
	for (let budget = firstBudget; ; budget *= budgetFactor) {
		for (const search of searches) if (!search.isDecided) attempt(search, budget, limits);
		const outOfTime = performance.now() > limits.deadline;
		const isSettled = searches.every(({ isDecided }) => isDecided);
		if (outOfTime || isSettled || searches.some(({ outcome }) => outcome === 'illegal')) break;
	}
	return searches.map((search) => search.result());
}

function attempt(search: PartSearch, budget: number, limits: SolveLimits): void {
	// The first attempt is made even when time is up: the search itself looks at the clock, and stops at once.
	if (search.wasTried && performance.now() > limits.deadline) return;
	try {
		search.attempt(budget, limits);
	} catch (error) {
		if (!(error instanceof TooManyStates)) throw error;
		search.giveUp('too-many-states');
	}
}
