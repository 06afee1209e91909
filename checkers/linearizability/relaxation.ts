import { Kernel, type Search, type SearchResult } from './kernel/kernel.ts';
import type { Refutation } from './refutation.ts';

/**
 * Decides a history with many crashed operations by counting only those that run short (counterexample-guided abstraction
 * refinement, Clarke et al. 2000).
 *
 * When any number of a crashed class may be used once one has been invoked, configurations need not count it, and there are
 * far fewer of them. If even then there is no order, there is none. If there is one, either it uses no more than there are,
 * and is an order of the history as it is; or it tells which classes run short: these are counted from now on.
 *
 * Nothing when the limits did not suffice.
 */
export function searchRelaxed(
	search: Search,
	note: (result: SearchResult) => SearchResult,
): 'ok' | Omit<Refutation, 'problem'> | undefined {
	const counted = new Set<number>();
	const kernel = Kernel.shared();
	for (;;) {
		const relaxed = { ...search, counted: new Set(counted) };
		const deep = note(kernel.searchDepthFirst(relaxed, search.limits.steps / 16));
		if (deep.outcome === 'illegal') return { failing: deep.frontMax, checkpoints: [] };
		if (deep.outcome !== 'ok') {
			if (deep.outcome !== 'out-of-steps') return undefined;
			const broad = note(kernel.searchBreadthFirst(relaxed, true));
			if (broad.outcome === 'illegal') {
				return { failing: broad.frontMax, checkpoints: kernel.checkpoints() };
			}
			if (broad.outcome !== 'ok') return undefined;
		}
		const short = overdrawn(search, kernel);
		if (short.length === 0) return 'ok';
		// Each class that is counted multiplies the configurations: once they are many, only the worst are added.
		const added = deep.outcome === 'ok' ? short : short.slice(0, 2);
		for (const crashedClass of added) counted.add(crashedClass);
	}
}

/**
 * The crashed classes of which the order that was found uses more than there are, or earlier than they are there: the worst
 * first.
 */
function overdrawn({ problem: { crashedStart, crashedFrom } }: Search, kernel: Kernel): number[] {
	const uses = new Map<number, number[]>();
	for (const { move, front } of kernel.movesBackwards()) {
		if (move >= 0) continue;
		const fronts = uses.get(-1 - move);
		if (fronts === undefined) uses.set(-1 - move, [front]);
		else fronts.push(front);
	}
	const short = [...uses].flatMap(([crashedClass, fronts]) => {
		const from = crashedFrom.subarray(crashedStart[crashedClass], crashedStart[crashedClass + 1]);
		const isShort = fronts.reverse().some((front, i) => i >= from.length || (from[i] as number) > front);
		return isShort ? [{ crashedClass, excess: fronts.length - from.length }] : [];
	});
	return short.sort((a, b) => b.excess - a.excess).map(({ crashedClass }) => crashedClass);
}
