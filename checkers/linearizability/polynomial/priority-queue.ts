import type { OperationTable } from '../operations.ts';
import {
	type CriticalIntervals,
	coveringValues,
	criticalIntervals,
	gapsOf,
	lastRowOf,
	showing,
} from './critical-intervals.ts';
import { describeRow } from './describe-row.ts';
import { functionCodes } from './function-codes.ts';
import { type Evidence, type Monitor, undecided } from './monitor.ts';
import { decideMoved, type MovedValues, rowsOf } from './moved-values.ts';
import { betweenBounds, certainValues, findNeverEmpty, neverEmpty } from './stack.ts';
import type { Timeline } from './timeline.ts';

/**
 * `insert`, `poll` and `peek` of the greatest (nil when it is empty) where no number is inserted twice: O(n log n).
 *
 * A value can be polled or seen in a gap in which nothing greater is certainly in. If each operation has such a gap, then
 * all can take effect in one: greater values are as short in as they need to be, and none of them is disturbed by smaller
 * ones. Crashed polls as with a stack.
 */
export const priorityQueueMonitor: Monitor = {
	decide(table, initial) {
		const codes = functionCodes(table, ['insert', 'poll', 'peek']);
		if (codes === undefined) return undecided('it has other operations than insert, poll and peek');
		if (!Array.isArray(initial) || initial.length > 0) return undecided('it is not empty at first');
		if (table.f.some((f, row) => codes[f] === 0 && typeof numberIn(table, row) !== 'number')) {
			return undecided('something else than a number is inserted');
		}
		return decideMoved(table, codes, (values, timeline) =>
			betweenBounds(values, timeline, (takenFrom) => check(table, values, timeline, takenFrom)),
		);
	},
};

function numberIn({ values, input }: OperationTable, row: number) {
	return values.value(input[row] as number);
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
	const priority = (value: number) => numberIn(table, values.putRow[value] as number) as number;
	const greatestFirst = certain.sort((a, b) => priority(b) - priority(a));
	const free = new FreeGaps(timeline.end);
	for (const [rank, value] of greatestFirst.entries()) {
		for (const row of rowsOf(values, value)) {
			if (row === values.putRow[value]) continue;
			const [from, to] = gapsOf(row, value, values, timeline);
			if (free.next(from) <= to) continue;
			return () => passedOver(table, row, value, greatestFirst.slice(0, rank), values, timeline, intervals);
		}
		free.occupy(intervals.from[value] as number, intervals.to[value] as number);
	}
	return undefined;
}

function passedOver(
	table: OperationTable,
	row: number,
	value: number,
	greater: readonly number[],
	values: MovedValues,
	timeline: Timeline,
	intervals: CriticalIntervals,
): Evidence {
	const [from, to] = gapsOf(row, value, values, timeline);
	const covering = from <= to ? coveringValues(greater, intervals, from, to) : [];
	return {
		rows: showing(values, [value, ...covering], timeline, timeline.completed[row] as number),
		sentence: `${describeRow(table, row)} passed over something greater: at every moment of it there was something.`,
	};
}

/** Gaps that nothing occupies, found by union-find. */
class FreeGaps {
	/** By gap: itself while it is free, or one further on. */
	readonly #next: Int32Array;

	constructor(end: number) {
		this.#next = Int32Array.from({ length: end + 3 }, (_, gap) => gap);
	}

	/** The first free gap from here on. */
	next(gap: number): number {
		let free = gap;
		while (this.#next[free] !== free) free = this.#next[free] as number;
		for (let one = gap; one !== free; ) {
			const after = this.#next[one] as number;
			this.#next[one] = free;
			one = after;
		}
		return free;
	}

	occupy(from: number, to: number): void {
		for (let gap = this.next(from); gap <= to; gap = this.next(gap)) this.#next[gap] = gap + 1;
	}
}
