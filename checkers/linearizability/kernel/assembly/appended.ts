import { get } from './memory';

/**
 * Strings and lists that grow, by what reads returned.
 *
 * A state that no read ever returns, nor any continuation of it, can do nothing but wait to be overwritten: all such states
 * are alike, and are one, the *sink*. The others are beginnings of what some read returned. The host numbers them in the
 * order of a dictionary, so that the continuations of a state are those that follow it up to some number.
 */

/** The sink: there are so many other states. -1 when the model is none of these. */
export let sink: i32 = -1;
/** By state: the first one after it that does not continue it. */
let ends: usize = 0;
/** By what is appended: pairs (state, the state that it leaves), ascending. From anywhere else it leads to the sink. */
let pairs: usize = 0;

/** Without any (0) the model is another one. */
export function setAppended(states: i32, endsOrNull: usize, pairsOrNull: usize): void {
	sink = endsOrNull == 0 ? -1 : states;
	ends = endsOrNull;
	pairs = pairsOrNull;
}

// @ts-ignore: decorators are AssemblyScript's
@inline
export function isAppended(): bool {
	return ends != 0;
}

/** The state after what has the pairs from `begin` to `end`. */
export function append(state: i32, begin: i32, end: i32): i32 {
	let low = begin;
	let high = end;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (get(pairs, 2 * middle) < state) low = middle + 1;
		else high = middle;
	}
	return low < end && get(pairs, 2 * low) == state ? get(pairs, 2 * low + 1) : sink;
}

/** Whether a state is this one or continues it. */
export function continues(state: i32, beginning: i32): bool {
	return beginning <= state && beginning < sink && state < get(ends, beginning);
}
