import type { Numbering } from '../numbering.ts';
import { CRASHED, type OperationTable } from '../operations.ts';
import { ValueTable } from '../value-table.ts';
import { describeRow, describeValue } from './describe-row.ts';
import { withLocalIds } from './local-ids.ts';
import { type Decision, illegal, NONE, undecided } from './monitor.ts';
import { type Timeline, timelineOf } from './timeline.ts';

/**
 * What happened to each value that was put into a queue, a stack or a priority queue, every value put once. Columns by
 * value, as positions.
 */
export interface MovedValues {
	readonly count: number;
	/** The rows that put it in and took it out; `NONE` if nothing is known to have taken it. */
	readonly putRow: Int32Array;
	readonly takeRow: Int32Array;
	/** It was certainly in from this position on, if it was not out again: the first return of its operations. */
	readonly inFrom: Int32Array;
	/** It was certainly not out before this position: the last invocation of its operations; `end` if nothing took it. */
	readonly outFrom: Int32Array;
	/** Whether it must have been put: the put returned, or something else of it did. */
	readonly certain: Uint8Array;
	/** Rows that saw it and left it in, by value; those of a value are linked. */
	readonly lastPeek: Int32Array;
	readonly peekBefore: Int32Array;
	/** Rows that found nothing to take or to see. */
	readonly empty: readonly number[];
	/** Rows of operations that crashed, of which nobody knows what they took. */
	readonly crashedTakes: readonly number[];
}

/** Codes of functions, as `decideMoved` is given them. */
export const PUT = 0;
export const TAKE = 1;

/** Decides by what happened to each value, or before that where it is clear already. */
export function decideMoved(
	table: OperationTable,
	codes: Uint8Array,
	decide: (values: MovedValues, timeline: Timeline) => Decision,
): Decision {
	const timeline = timelineOf(table);
	return withLocalIds(table.values, (ids) => {
		const values = gather(table, codes, ids, timeline);
		return 'outcome' in values ? values : decide(values, timeline);
	});
}

/**
 * Gathers what happened to each value. A decision where that is clear already: values put twice, or null (which is what an
 * empty one answers), are not for us; a value taken twice, taken without having been put, or before, is a violation.
 */
function gather(
	table: OperationTable,
	codes: Uint8Array,
	ids: Numbering,
	{ invoked, completed, end }: Timeline,
): MovedValues | Decision {
	const { length, f, input, output } = table;
	const column = (fill: number) => new Int32Array(length + 1).fill(fill);
	const putRow = column(NONE);
	const takeRow = column(NONE);
	const inFrom = column(end);
	const outFrom = column(NONE);
	const lastPeek = column(NONE);
	const peekBefore = new Int32Array(length).fill(NONE);
	const empty: number[] = [];
	const crashedTakes: number[] = [];
	for (let row = 0; row < length; row++) {
		const code = codes[f[row] as number] as number;
		const crashed = table.completed[row] === CRASHED;
		const id = code === PUT ? (input[row] as number) : (output[row] as number);
		if (crashed && code !== PUT) {
			if (code === TAKE) crashedTakes.push(row);
			continue;
		}
		if (id === ValueTable.NULL) {
			if (code === PUT) return undecided('it puts null in, which is the answer of an empty one');
			empty.push(row);
			continue;
		}
		const value = ids.of(id);
		if (code === PUT) {
			if (putRow[value] !== NONE) return undecided(`the value ${describeValue(table, id)} is put twice`);
			putRow[value] = row;
		} else if (code === TAKE) {
			const other = takeRow[value] as number;
			if (other !== NONE) return takenTwice(table, putOf(table, codes, id), other, row);
			takeRow[value] = row;
		} else {
			peekBefore[row] = lastPeek[value] as number;
			lastPeek[value] = row;
		}
		inFrom[value] = Math.min(inFrom[value] as number, completed[row] as number);
		outFrom[value] = Math.max(outFrom[value] as number, invoked[row] as number);
	}
	const count = ids.count;
	const certain = new Uint8Array(count);
	for (let value = 0; value < count; value++) {
		const put = putRow[value] as number;
		const seen = firstSeen(takeRow[value] as number, lastPeek[value] as number, peekBefore, completed);
		if (put === NONE) return illegal(() => neverPut(table, seen));
		if (seen !== NONE && (completed[seen] as number) < (invoked[put] as number)) {
			return illegal(() => seenBefore(table, seen, put));
		}
		certain[value] = (inFrom[value] as number) < end ? 1 : 0;
		if (takeRow[value] === NONE) outFrom[value] = end;
	}
	return { count, putRow, takeRow, inFrom, outFrom, certain, lastPeek, peekBefore, empty, crashedTakes };
}

/** The operation that returned first of those that took or saw a value. */
function firstSeen(take: number, lastPeek: number, peekBefore: Int32Array, completed: Int32Array): number {
	let first = take;
	for (let row = lastPeek; row !== NONE; row = peekBefore[row] as number) {
		if (first === NONE || (completed[row] as number) < (completed[first] as number)) first = row;
	}
	return first;
}

/** The rows that put a value in: one, or none. */
function putOf({ length, f, input }: OperationTable, codes: Uint8Array, id: number): number[] {
	for (let row = 0; row < length; row++) if (codes[f[row] as number] === PUT && input[row] === id) return [row];
	return [];
}

function takenTwice(table: OperationTable, put: readonly number[], one: number, other: number): Decision {
	return illegal(() => ({
		rows: [...put, one, other],
		sentence: `${describeRow(table, one)} and ${describeRow(table, other)} took what was put in once.`,
	}));
}

function neverPut(table: OperationTable, row: number) {
	return { rows: [row], sentence: `${describeRow(table, row)} found what nobody had put in.` };
}

function seenBefore(table: OperationTable, row: number, put: number) {
	const sentence = `${describeRow(table, row)} returned before ${describeRow(table, put)} was invoked.`;
	return { rows: [row, put], sentence };
}

/** All rows about a value. */
export function rowsOf({ putRow, takeRow, lastPeek, peekBefore }: MovedValues, value: number): number[] {
	const rows = [putRow[value] as number];
	if (takeRow[value] !== NONE) rows.push(takeRow[value] as number);
	for (let row = lastPeek[value] as number; row !== NONE; row = peekBefore[row] as number) rows.push(row);
	return rows;
}
