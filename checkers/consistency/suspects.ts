import { type Causality, withForced } from './causality.ts';
import { componentsOf } from './components.ts';
import { type Forced, isPossible } from './forced.ts';

/**
 * The reads that a session guarantee may be broken by. Whatever a guarantee forces at a read follows from what the whole
 * causal past forces there. So a circle that breaks a guarantee at some key is one of causal convergence at this key too,
 * and only reads whose edges lie on such a circle need to be looked at; none where there is no circle.
 */
export function suspectsOf(causality: Causality): readonly number[] {
	const reads = new Set<number>();
	for (const atKey of unorderedByKey(causality)) {
		const possible = atKey.filter(isPossible);
		const component = componentsOf(withForced(causality.graph, possible, 'causal'));
		for (const one of atKey) {
			if (!isPossible(one) || component[one.other] === component[one.returned]) reads.add(one.read);
		}
	}
	return [...reads].sort((a, b) => a - b);
}

/** What is forced at each key, of keys where something is on a circle or after one. */
function unorderedByKey({ graph, forced, history }: Causality): Iterable<Forced[]> {
	const ordered = new Uint8Array(graph.count);
	for (const operation of withForced(graph, forced.filter(isPossible), 'causal').order()) ordered[operation] = 1;
	const byKey = new Map<number, Forced[]>();
	for (const one of forced) {
		if (isPossible(one) && (ordered[one.other] === 1 || ordered[one.returned] === 1)) continue;
		const key = history.key[one.read] as number;
		if (byKey.get(key)?.push(one) === undefined) byKey.set(key, [one]);
	}
	return byKey.values();
}
