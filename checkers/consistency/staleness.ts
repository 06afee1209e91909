import type { History } from '../../harness/model/index.ts';
import type { RegisterHistory } from './register-history.ts';
import { blocksOf, isLinearizable, type Spans } from './zones.ts';

/** How stale reads are: the smallest Δ, in nanoseconds; or why there is none. */
export type Staleness =
	| { readonly kind: 'bound'; readonly nanoseconds: number }
	/** However stale reads may be, writes and cas alone fit into no order, or a read returned what was written after it. */
	| { readonly kind: 'unbounded' }
	| { readonly kind: 'not-decided'; readonly reason: string };

/**
 * Δ-atomicity (Golab, Li and Shah, PODC 2011): the smallest Δ such that the history is linearizable once every read may
 * have taken effect up to Δ before it was invoked. 0 for a linearizable history. A cas is no read here: what it finds must be
 * the latest. Of a smaller span of time than the clock can tell, one nanosecond is said. O(n log n log time).
 *
 * @param times when each event of the history was recorded, in nanoseconds
 */
export function stalenessOf(history: RegisterHistory, times: Float64Array, deadline: number): Staleness {
	if (!isAscending(times)) return { kind: 'not-decided', reason: 'the history has no times that ascend' };
	let nanoseconds = 0;
	for (const operations of history.keys) {
		if (performance.now() > deadline) return { kind: 'not-decided', reason: 'time ran out' };
		const blocks = blocksOf(operations, history);
		if (blocks === undefined) return { kind: 'unbounded' };
		const holdsWith = (shift: number) => isLinearizable(blocks, shifted(history, times, shift));
		if (holdsWith(nanoseconds)) continue;
		if (!holdsWith(Number.POSITIVE_INFINITY)) return { kind: 'unbounded' };
		nanoseconds = smallestAbove(nanoseconds, times.at(-1) as number, holdsWith);
	}
	return { kind: 'bound', nanoseconds };
}

/** The time of each event. */
export function timesOf(history: History): Float64Array {
	const times = new Float64Array(history.length);
	for (const { index, time } of history.events()) times[index] = time;
	return times;
}

function isAscending(times: Float64Array): boolean {
	for (let i = 1; i < times.length; i++) if ((times[i] as number) < (times[i - 1] as number)) return false;
	return times.length > 0 && (times.at(-1) as number) > (times[0] as number);
}

/** Reads may take effect so much earlier. Positions stay the clock: where times are equal, only they know the order. */
function shifted({ operations, writes }: RegisterHistory, times: Float64Array, nanoseconds: number): Spans {
	const source = (operation: number) => operations[operation] as RegisterHistory['operations'][number];
	return {
		completed: (operation) => source(operation).completed,
		invoked(operation) {
			const { invoked, invokedAt } = source(operation);
			if (nanoseconds === 0 || writes[operation] === 1) return invoked;
			return Math.min(invoked, firstAt(times, invokedAt - nanoseconds));
		},
	};
}

/** The first event that was recorded at this time or later. */
function firstAt(times: Float64Array, time: number): number {
	let low = 0;
	let high = times.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((times[middle] as number) < time) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** The smallest whole number in (`low`, `high`] for which something holds that holds for every greater one. */
function smallestAbove(low: number, high: number, holds: (value: number) => boolean): number {
	let fails = low;
	let enough = Math.ceil(high) + 1;
	while (enough - fails > 1) {
		const middle = fails + Math.floor((enough - fails) / 2);
		if (holds(middle)) enough = middle;
		else fails = middle;
	}
	return enough;
}
