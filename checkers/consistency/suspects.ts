import { Budget } from './budget.ts';
import { type Causality, withForced } from './causality.ts';
import { componentsOf } from './components.ts';
import { type Forced, forcedByKey, isPossible } from './forced.ts';

/**
 * The reads that a session guarantee may be broken by. Whatever a guarantee forces at a read follows from what the whole
 * causal past forces there. So a circle that breaks a guarantee at some key is one of causal convergence at this key too,
 * and only reads whose edges lie on such a circle need to be looked at; none where there is no circle. Throws an `OutOfBudget`.
 */
export function suspectsOf(causality: Causality, budget: Budget = Budget.unlimited): readonly number[] {
	const byKey = forcedByKey(causality.forced, causality.history);
	const reads = new Set(onCircles(byKey, causality, budget).map(({ read }) => read));
	return [...reads].sort((a, b) => a - b);
}

/**
 * What is on a circle at its own key. A circle at one key is one at several keys together, too: so keys are looked at together,
 * and only where there is a circle half and half, down to each alone. Mostly it is one key of many that has any.
 */
function onCircles(keys: readonly (readonly Forced[])[], causality: Causality, budget: Budget): readonly Forced[] {
	budget.look();
	const component = componentsOf(withForced(causality.graph, keys.flat().filter(isPossible), 'causal'));
	const left = keys
		.map((atKey) => atKey.filter((one) => isOnCircle(one, component)))
		.filter(({ length }) => length > 0);
	if (keys.length === 1 || left.length === 0) return left.flat();
	const half = left.length >> 1;
	const halves = half === 0 ? [left] : [left.slice(0, half), left.slice(half)];
	return halves.flatMap((some) => onCircles(some, causality, budget));
}

/** What is impossible breaks a guarantee by itself. */
function isOnCircle(one: Forced, component: Int32Array): boolean {
	return !isPossible(one) || component[one.other] === component[one.returned];
}
