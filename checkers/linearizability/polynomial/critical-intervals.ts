import { type Evidence, NONE } from './monitor.ts';
import { type MovedValues, rowsOf } from './moved-values.ts';
import type { Timeline } from './timeline.ts';

/**
 * In which gaps each value was certainly in: the gaps `from[value]` to `to[value]`, none if `to < from`. Whatever the order,
 * it was put in before and taken out after.
 */
export interface CriticalIntervals {
	readonly from: Int32Array;
	readonly to: Int32Array;
}

/**
 * What nobody is known to have taken is in to the end. `takenFrom` says from which position on somebody may have taken it
 * all the same.
 */
export function criticalIntervals(
	{ count, inFrom, outFrom, takeRow }: MovedValues,
	{ invoked, end }: Timeline,
	lastSeen: (value: number) => number,
	takenFrom?: number,
): CriticalIntervals {
	const to = new Int32Array(count);
	for (let value = 0; value < count; value++) {
		if (takeRow[value] !== NONE) to[value] = (outFrom[value] as number) - 1;
		else if (takenFrom === undefined) to[value] = end;
		else to[value] = Math.max(takenFrom, invoked[lastSeen(value)] as number) - 1;
	}
	return { from: inFrom, to };
}

/** The last row about a value in the order of invocations. */
export function lastRowOf({ putRow, takeRow, lastPeek }: MovedValues, value: number): number {
	return Math.max(putRow[value] as number, takeRow[value] as number, lastPeek[value] as number);
}

/** In which gaps an operation on a value can have taken effect, given the others on that value. */
export function gapsOf(
	row: number,
	value: number,
	{ putRow, takeRow, inFrom, outFrom }: MovedValues,
	{ invoked, completed }: Timeline,
): readonly [from: number, to: number] {
	const began = invoked[row] as number;
	if (row === putRow[value]) return [began, (inFrom[value] as number) - 1];
	const returned = completed[row] as number;
	if (row === takeRow[value]) return [Math.max(began, outFrom[value] as number), returned - 1];
	const put = invoked[putRow[value] as number] as number;
	const take = takeRow[value] as number;
	return [Math.max(began, put), Math.min(returned, take === NONE ? returned : (completed[take] as number)) - 1];
}

/** How many of the values were certainly in, by gap. */
export function coverage(values: Iterable<number>, { from, to }: CriticalIntervals, end: number): Int32Array {
	const covers = new Int32Array(end + 2);
	for (const value of values) {
		const [first, after] = [from[value] as number, (to[value] as number) + 1];
		if (first >= after) continue;
		covers[first] = (covers[first] as number) + 1;
		covers[after] = (covers[after] as number) - 1;
	}
	for (let gap = 1; gap < covers.length; gap++) covers[gap] = (covers[gap] as number) + (covers[gap - 1] as number);
	return covers;
}

/**
 * As few as possible of these values that cover all gaps from one to another: always the one that stays longest. They do
 * cover them.
 */
export function coveringValues(
	values: readonly number[],
	{ from, to }: CriticalIntervals,
	first: number,
	last: number,
): number[] {
	const chosen: number[] = [];
	for (let gap = first; gap <= last; ) {
		let best = NONE;
		for (const value of values) {
			if ((from[value] as number) > gap || (to[value] as number) < gap) continue;
			if (best === NONE || (to[value] as number) > (to[best] as number)) best = value;
		}
		if (best === NONE) throw new Error(`Expected something to cover gap ${gap} of ${first} to ${last}`);
		chosen.push(best);
		gap = (to[best] as number) + 1;
	}
	return chosen;
}

/** The rows that show that a value was in: all but those that only looked, and crashed takers, who may have taken it. */
export function showing(
	values: MovedValues,
	chosen: readonly number[],
	{ invoked }: Timeline,
	until: number,
): Evidence['rows'] {
	const rows = chosen.flatMap((value) => rowsOf(values, value));
	return [...rows, ...values.crashedTakes.filter((row) => (invoked[row] as number) < until)];
}
