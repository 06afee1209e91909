import type { OperationTable } from '../operations.ts';
import {
	type CriticalIntervals,
	coverage,
	coveringValues,
	criticalIntervals,
	lastRowOf,
	showing,
} from './critical-intervals.ts';
import { describeRow, describeValue } from './describe-row.ts';
import { functionCodes } from './function-codes.ts';
import { type Decision, type Evidence, illegal, type Monitor, ok, undecided } from './monitor.ts';
import { decideMoved, type MovedValues } from './moved-values.ts';
import { peel } from './peel.ts';
import { smallestBad } from './quick-xplain.ts';
import type { Timeline } from './timeline.ts';

/**
 * `push`, `pop` and `peek` (nil when it is empty) where no value is pushed twice: O(n log n); see `peel`.
 *
 * Crashed pops are hard, since each may have taken any value that is left. If the stack is linearizable without them, it is.
 * If it is not even when every value that is left may have been taken as soon as the first of them was invoked, it is not.
 * Between the two the search decides.
 */
export const stackMonitor: Monitor = {
	decide(table, initial) {
		const codes = functionCodes(table, ['push', 'pop', 'peek']);
		if (codes === undefined) return undecided('it has other operations than push, pop and peek');
		if (!Array.isArray(initial) || initial.length > 0) return undecided('it is not empty at first');
		return decideMoved(table, codes, (values, timeline) =>
			betweenBounds(values, timeline, (takenFrom) => check(table, values, timeline, takenFrom)),
		);
	},
};

/** Decides by two bounds where takers crashed; see `stackMonitor`. */
export function betweenBounds(
	{ crashedTakes }: MovedValues,
	{ invoked }: Timeline,
	findEvidence: (takenFrom?: number) => (() => Evidence) | undefined,
): Decision {
	const ignoring = findEvidence();
	if (ignoring === undefined) return ok;
	const [firstCrashed] = crashedTakes;
	if (firstCrashed === undefined) return illegal(ignoring);
	const optimistic = findEvidence(invoked[firstCrashed] as number);
	if (optimistic !== undefined) return illegal(optimistic);
	return undecided('it depends on what operations that crashed have taken');
}

function check(
	table: OperationTable,
	values: MovedValues,
	timeline: Timeline,
	takenFrom?: number,
): (() => Evidence) | undefined {
	const intervals = criticalIntervals(values, timeline, (value) => lastRowOf(values, value), takenFrom);
	const certain = certainValues(values);
	const full = findNeverEmpty(certain, values, timeline, intervals);
	if (full !== undefined) return () => neverEmpty(table, full, certain, values, timeline, intervals);
	const stuck = peel(certain, values, intervals, timeline);
	if (stuck.length === 0) return undefined;
	return () => {
		const few = smallestBad(stuck, (some) => peel(some, values, intervals, timeline).length > 0);
		const names = few.map((value) => describeValue(table, table.input[values.putRow[value] as number] as number));
		return {
			rows: showing(values, few, timeline, timeline.end),
			sentence: `The values ${names.join(', ')} cannot have come out in this order, whatever order they went in.`,
		};
	};
}

/** Values that were put for certain: the others may be left out. */
export function certainValues({ count, certain }: MovedValues): number[] {
	const values: number[] = [];
	for (let value = 0; value < count; value++) if (certain[value] === 1) values.push(value);
	return values;
}

/** An operation that found nothing, though something was in all the time. */
export function findNeverEmpty(
	certain: readonly number[],
	{ empty }: MovedValues,
	{ invoked, completed, end }: Timeline,
	intervals: CriticalIntervals,
): number | undefined {
	if (empty.length === 0) return undefined;
	const covers = coverage(certain, intervals, end);
	/** By gap: the first gap from there on in which it may be empty. */
	const next = new Int32Array(end + 2).fill(end + 1);
	for (let gap = end; gap >= 0; gap--) next[gap] = covers[gap] === 0 ? gap : (next[gap + 1] as number);
	return empty.find((row) => (next[invoked[row] as number] as number) >= (completed[row] as number));
}

export function neverEmpty(
	table: OperationTable,
	row: number,
	certain: readonly number[],
	values: MovedValues,
	timeline: Timeline,
	intervals: CriticalIntervals,
): Evidence {
	const until = timeline.completed[row] as number;
	const covering = coveringValues(certain, intervals, timeline.invoked[row] as number, until - 1);
	return {
		rows: [row, ...showing(values, covering, timeline, until)],
		sentence: `${describeRow(table, row)} found nothing, but at every moment of it something was certainly in.`,
	};
}
