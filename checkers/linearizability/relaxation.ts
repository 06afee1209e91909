import { decideByUses } from './crashed-uses/decide.ts';
import { waysThrough } from './crashed-uses/ways.ts';
import { Kernel, type Search, type SearchResult } from './kernel/kernel.ts';
import type { Refutation } from './refutation.ts';

/**
 * Decides a history with many crashed operations by what there would be with any number of them.
 *
 * When any number of a crashed class may be used once one has been invoked, configurations need not count it, and there are
 * so few of them that all ways through them can be kept. If there is none even then, there is no order. If there are, the
 * question is whether one of them uses no more than there is: `crashed-uses/` decides it.
 *
 * Nothing when the limits did not suffice.
 */
export function searchRelaxed(
	search: Search,
	note: (result: SearchResult) => SearchResult,
): 'ok' | Omit<Refutation, 'problem'> | undefined {
	const { limits, problem } = search;
	const relaxed = { ...search, counted: new Set<number>() };
	const kernel = Kernel.shared();
	const deep = note(kernel.searchDepthFirst(relaxed, limits.steps / 128));
	if (deep.outcome === 'illegal') return { failing: deep.frontMax, checkpoints: [] };
	if (deep.outcome === 'ok' && usesWhatThereIs(search, kernel)) return 'ok';
	if (deep.outcome !== 'ok' && deep.outcome !== 'out-of-steps') return undefined;
	// What the host makes of it takes about as much memory again.
	const half = { ...limits, memoryBytes: limits.memoryBytes / 2 };
	const explored = note(kernel.exploreBreadthFirst({ ...relaxed, limits: half }));
	if (explored.outcome === 'illegal') return refutedBy(explored, kernel);
	if (explored.outcome !== 'ok') return undefined;
	const decision = decideByUses(waysThrough(kernel.explored(), problem), {
		steps: Math.min(limits.steps, stepsMax),
		deadline: limits.deadline,
	});
	if (decision === undefined || decision === 'ok') return decision;
	return showRefuted(search, new Set(decision.illegalFor), note);
}

/** Partial ways that are kept, at most: some hundred bytes each. */
const stepsMax = 4_000_000;

/** Counts the classes that made it illegal, to see where it fails. Without that it is illegal all the same. */
function showRefuted(
	search: Search,
	counted: ReadonlySet<number>,
	note: (result: SearchResult) => SearchResult,
): Omit<Refutation, 'problem'> {
	const kernel = Kernel.shared();
	const broad = note(kernel.searchBreadthFirst({ ...search, counted }));
	if (broad.outcome === 'illegal') return refutedBy(broad, kernel);
	return { failing: search.problem.length - 1, checkpoints: [] };
}

function refutedBy({ frontMax }: SearchResult, kernel: Kernel): Omit<Refutation, 'problem'> {
	return { failing: frontMax, checkpoints: kernel.checkpoints() };
}

/** Whether the order that was found uses no more of any crashed class than there is, and nothing before it is there. */
function usesWhatThereIs({ problem: { crashedStart, crashedFrom } }: Search, kernel: Kernel): boolean {
	const uses = new Map<number, number[]>();
	for (const { move, front } of kernel.movesBackwards()) {
		if (move >= 0) continue;
		const fronts = uses.get(-1 - move);
		if (fronts === undefined) uses.set(-1 - move, [front]);
		else fronts.push(front);
	}
	return [...uses].every(([crashedClass, fronts]) => {
		const from = crashedFrom.subarray(crashedStart[crashedClass], crashedStart[crashedClass + 1]);
		return fronts.reverse().every((front, i) => i < from.length && (from[i] as number) <= front);
	});
}
