import type { History, HistoryColumns, JsonValue } from '../../harness/model/index.ts';
import { ModelError } from './model.ts';
import { CRASHED } from './problem.ts';
import { DENSE_LIMIT, ValueTable } from './value-table.ts';

export { CRASHED } from './problem.ts';

/** `output` of a crashed operation, and `key` where there are none. */
export const NONE = -1;

/** Positions in `eventTypes`. */
const INVOKE = 0;
const OK = 1;
const FAIL = 2;

/**
 * Operations column by column, in the order of their invocations: what every fast checker reads. It costs some 25 bytes for
 * each operation and is built without an object for any of them.
 *
 * Operations that failed had no effect and are not in it. A row's operation with all that was recorded about it is
 * `history.operation(table.invoked[row])`; that is the slow way, for witnesses.
 */
export interface OperationTable {
	/** How many rows. Every column has this length. */
	readonly length: number;
	/** Positions in `functions`. */
	readonly f: Uint16Array;
	readonly functions: readonly string[];
	/** Ids in `values`. */
	readonly input: Int32Array;
	/** Ids in `values`; `NONE` for a crashed operation. */
	readonly output: Int32Array;
	readonly values: ValueTable;
	/** Positions in the history, the only clock: `a` precedes `b` exactly when `a.completed < b.invoked`. */
	readonly invoked: Int32Array;
	/** `CRASHED` for an operation that may take effect at any time after its invocation, or never. */
	readonly completed: Int32Array;
	/** Ids in `values`, or `NONE` for an operation that names no key. */
	readonly key: Int32Array;
	/** By position in the history: the process of the event there. */
	readonly processes: ArrayLike<number>;
}

/** All operations of a history that did not fail. `only` names the functions to look at; all if it is not given. */
export function tabulate(history: History, only?: readonly string[]): OperationTable {
	const { columns } = history;
	const { functions, processes } = columns;
	const isWanted = Uint8Array.from(functions, (f) => (only?.includes(f) === false ? 0 : 1));
	const invoked = selectInvocations(columns, isWanted);
	const table = emptyTable(invoked, { functions, processes, values: new ValueTable() });
	fillOutcomes(table, columns);
	fillValues(table, columns);
	if (history.hasKeys) fillKeys(table, columns);
	else table.key.fill(NONE);
	return table;
}

/** The operations on one object. */
export interface ObjectTable {
	/** Undefined when the history is about one object. */
	readonly key: JsonValue | undefined;
	readonly table: OperationTable;
}

/**
 * Splits operations by key: linearizability can be judged object by object (Herlihy and Wing 1990, locality). The values
 * are shared. Throws a `ModelError` when some operations name a key and some do not.
 */
export function splitByKey(history: History, table: OperationTable): ObjectTable[] {
	if (!history.hasKeys) return [{ key: undefined, table }];
	const { partOf, sizes, keys } = numberKeys(history, table);
	const parts = sizes.map((size) => emptyTable(new Int32Array(size), table));
	const filled = new Int32Array(parts.length);
	for (let row = 0; row < table.length; row++) {
		const part = partOf[row] as number;
		copyRow(table, row, parts[part] as OperationTable, filled[part] as number);
		filled[part] = (filled[part] as number) + 1;
	}
	return parts.map((part, i) => ({ key: table.values.value(keys[i] as number), table: part }));
}

/** A table of these rows alone, in this order. */
export function pickRows(table: OperationTable, rows: readonly number[]): OperationTable {
	const picked = emptyTable(new Int32Array(rows.length), table);
	for (const [target, row] of rows.entries()) copyRow(table, row, picked, target);
	return picked;
}

/** Whether the operation in this row crashed. */
export function isCrashed(table: OperationTable, row: number): boolean {
	return table.completed[row] === CRASHED;
}

/** The indices of the invocations to tabulate. */
function selectInvocations({ types, partners, functionIds }: HistoryColumns, isWanted: Uint8Array): Int32Array {
	const invocations = findInvocations(types);
	let count = 0;
	for (let i = 0; i < invocations.length; i++) {
		const index = invocations[i] as number;
		const partner = partners[index] as number;
		if (partner !== -1 && types[partner] === FAIL) continue;
		invocations[count] = index;
		count += isWanted[functionIds[index] as number] as number;
	}
	return count === invocations.length ? invocations : invocations.slice(0, count);
}

/** In two passes without a branch: a processor that had to guess which events are invocations would be wrong half of the time. */
function findInvocations(types: ArrayLike<number>): Int32Array {
	let count = 0;
	for (let index = 0; index < types.length; index++) count += isInvocation(types, index);
	const invocations = new Int32Array(count + 1);
	count = 0;
	for (let index = 0; index < types.length; index++) {
		invocations[count] = index;
		count += isInvocation(types, index);
	}
	return invocations.subarray(0, count);
}

/** 1 or 0, worked out: `INVOKE` is the smallest of the types. */
function isInvocation(types: ArrayLike<number>, index: number): number {
	return ((types[index] as number) - INVOKE - 1) >>> 31;
}

/** @param invoked its column of this name; the others have to be filled */
function emptyTable(
	invoked: Int32Array,
	{ functions, processes, values }: Pick<OperationTable, 'functions' | 'processes' | 'values'>,
): OperationTable {
	const { length } = invoked;
	return {
		length,
		f: new Uint16Array(length),
		functions,
		input: new Int32Array(length),
		output: new Int32Array(length),
		values,
		invoked,
		completed: new Int32Array(length),
		key: new Int32Array(length),
		processes,
	};
}

function fillOutcomes(table: OperationTable, { types, partners, functionIds }: HistoryColumns): void {
	const { length, f, invoked, completed } = table;
	for (let row = 0; row < length; row++) {
		const index = invoked[row] as number;
		const partner = partners[index] as number;
		f[row] = functionIds[index] as number;
		completed[row] = partner !== -1 && types[partner] === OK ? partner : CRASHED;
	}
}

function fillValues(
	{ length, invoked, completed, input, output, values }: OperationTable,
	columns: HistoryColumns,
): void {
	for (let row = 0; row < length; row++) {
		const completion = completed[row] as number;
		input[row] = intern(values, columns, invoked[row] as number);
		output[row] = completion === CRASHED ? NONE : intern(values, columns, completion);
	}
}

function intern(values: ValueTable, columns: HistoryColumns, index: number): number {
	const ordinal = columns.ordinal(index);
	return ordinal < 0 || ordinal > DENSE_LIMIT ? values.intern(columns.value(index)) : values.internOrdinal(ordinal);
}

function fillKeys({ length, invoked, key, values }: OperationTable, columns: HistoryColumns): void {
	for (let row = 0; row < length; row++) {
		const found = columns.key(invoked[row] as number);
		key[row] = found === null ? NONE : values.intern(found);
	}
}

function copyRow(from: OperationTable, row: number, to: OperationTable, target: number): void {
	to.f[target] = from.f[row] as number;
	to.input[target] = from.input[row] as number;
	to.output[target] = from.output[row] as number;
	to.invoked[target] = from.invoked[row] as number;
	to.completed[target] = from.completed[row] as number;
	to.key[target] = from.key[row] as number;
}

/** Parts in the order in which their keys appear. */
function numberKeys(history: History, { length, key, values, invoked }: OperationTable) {
	const parts = new Int32Array(values.size).fill(NONE);
	const partOf = new Int32Array(length);
	const sizes: number[] = [];
	const keys: number[] = [];
	for (let row = 0; row < length; row++) {
		const id = key[row] as number;
		if (id === NONE) throw withoutKey(history, invoked[row] as number);
		let part = parts[id] as number;
		if (part === NONE) {
			part = sizes.push(0) - 1;
			keys.push(id);
			parts[id] = part;
		}
		partOf[row] = part;
		sizes[part] = (sizes[part] as number) + 1;
	}
	return { partOf, sizes, keys };
}

function withoutKey(history: History, index: number): ModelError {
	const { f } = history.event(index);
	return new ModelError(
		`Expected every operation to name a key, as others in this history do; ${f} at index ${index} has none`,
	);
}
