import { availableParallelism } from 'node:os';
import { isMainThread } from 'node:worker_threads';
import { PartSearch } from './part-search.ts';
import type { Part } from './parts.ts';
import type { Refutation } from './refutation.ts';
import { SearchThreads, type ThreadTask } from './search-threads.ts';

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
		attemptHere(undecided(searches), budget, limits);
		if (isOver(searches, limits)) break;
	}
	return searches.map((search) => search.result());
}

/**
 * The same, with all rounds but the first in several threads. A round ends when all its attempts have, so that what is found, and what is
 * told of it, does not depend on the number of threads or on which is faster: only running out of time does.
 */
export async function solveInThreads(
	parts: readonly Part[],
	limits: SolveLimits,
	threads: number,
): Promise<SolvedPart[]> {
	if (threads < 2 || parts.length < 2) return solve(parts, limits);
	const searches = parts.map((part) => new PartSearch(part));
	const pool = new SearchThreads(Math.min(threads, parts.length));
	try {
		for (let budget = firstBudget; ; budget *= budgetFactor) {
			const open = undecided(searches);
			// The first round is mostly laying out what is searched, and decides most parts: it is not worth sending them away.
			const paysOff = open.length > 1 && budget > firstBudget;
			const left = paysOff ? await attemptInThreads(open, budget, limits, pool) : open;
			attemptHere(left, budget, limits);
			if (isOver(searches, limits)) break;
		}
	} finally {
		await pool.end();
	}
	return searches.map((search) => search.result());
}

/** As many as there are cores; one in a thread, as others have the cores there: a campaign does as many runs at a time. */
export function defaultThreads(): number {
	return isMainThread ? availableParallelism() : 1;
}

function undecided(searches: readonly PartSearch[]): PartSearch[] {
	return searches.filter(({ isDecided }) => !isDecided);
}

/** Time is up, all are decided, or a violation is found. */
function isOver(searches: readonly PartSearch[], { deadline }: SolveLimits): boolean {
	if (performance.now() > deadline || undecided(searches).length === 0) return true;
	return searches.some(({ outcome }) => outcome === 'illegal');
}

function attemptHere(searches: readonly PartSearch[], budget: number, limits: SolveLimits): void {
	for (const search of searches) {
		// The first attempt is made even when time is up: the search itself looks at the clock, and stops at once.
		if (!search.wasTried || performance.now() <= limits.deadline) search.attempt(budget, limits);
	}
}

/** Hands back those that have to be searched here: models that must be asked, and parts for which a share of the memory is too little. */
async function attemptInThreads(
	searches: readonly PartSearch[],
	budget: number,
	limits: SolveLimits,
	pool: SearchThreads,
): Promise<readonly PartSearch[]> {
	const sent: PartSearch[] = [];
	const tasks: ThreadTask[] = [];
	for (const search of searches) {
		const task = search.taskForThread();
		if (task === undefined) continue;
		sent.push(search);
		tasks.push(task);
	}
	if (tasks.length < 2) return searches;
	const attempts = await pool.attemptAll(tasks, budget, limits);
	const done = new Set<PartSearch>();
	for (const [i, search] of sent.entries()) {
		const found = attempts[i];
		if (found === undefined) continue;
		search.note(found);
		done.add(search);
	}
	const left = searches.filter((search) => !done.has(search));
	// What is searched here may take all the memory: nobody else has any then.
	if (left.length > 0) await pool.end();
	return left;
}
