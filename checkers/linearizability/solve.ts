import { TooManyStates } from './interned-model.ts';
import { Kernel, type SearchLimits, type SearchResult } from './kernel/kernel.ts';
import type { Part } from './parts.ts';
import { layOut, type Problem } from './problem.ts';

/** Whether a part is linearizable; or why nobody knows. */
export type PartOutcome = 'ok' | 'illegal' | 'out-of-time' | 'out-of-memory' | 'too-many-states';

export interface SolvedPart {
	readonly part: Part;
	readonly outcome: PartOutcome;
	/** Configurations expanded, in all attempts. */
	readonly steps: number;
	readonly transitions: number;
	readonly memoryBytes: number;
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
	const attempts = parts.map((part): Attempt => ({ part, problem: layOut(part.operations, part.model), steps: 0 }));
	for (let budget = firstBudget; ; budget *= budgetFactor) {
		const open = attempts.filter((attempt) => !isDecided(attempt));
		for (const attempt of open) tryOnce(attempt, { ...limits, steps: budget });
		const outOfTime = performance.now() > limits.deadline;
		if (outOfTime || attempts.every(isDecided) || attempts.some(({ result }) => result?.outcome === 'illegal')) break;
	}
	return attempts.map(toSolvedPart);
}

interface Attempt {
	readonly part: Part;
	readonly problem: Problem;
	result?: SearchResult;
	/** In all attempts. */
	steps: number;
}

function tryOnce(attempt: Attempt, limits: SearchLimits): void {
	// The first attempt is made even when time is up: the search itself looks at the clock, and stops at once.
	if (attempt.result !== undefined && performance.now() > limits.deadline) return;
	attempt.result = searchPart(attempt.part, attempt.problem, limits);
	attempt.steps += attempt.result.steps;
}

function searchPart({ model }: Part, problem: Problem, limits: SearchLimits): SearchResult {
	const flags = Int32Array.from({ length: model.classCount }, (_, classId) => model.flags(classId));
	const initial = model.stateId(model.model.initial);
	try {
		const lookahead = model.preparesLookahead();
		return Kernel.shared().search(problem, flags, initial, (state, id) => model.answer(state, id), limits, lookahead);
	} catch (error) {
		if (!(error instanceof TooManyStates)) throw error;
		return { outcome: 'too-many-states', steps: 0, transitions: 0, frontMax: 0, memoryBytes: 0 };
	}
}

function isDecided({ result }: Attempt): boolean {
	return result !== undefined && result.outcome !== 'out-of-steps' && result.outcome !== 'out-of-time';
}

function toSolvedPart({ part, result, steps }: Attempt): SolvedPart {
	const outcome = result === undefined || result.outcome === 'out-of-steps' ? 'out-of-time' : result.outcome;
	return {
		part,
		outcome,
		steps,
		transitions: result?.transitions ?? 0,
		memoryBytes: result?.memoryBytes ?? 0,
	};
}
