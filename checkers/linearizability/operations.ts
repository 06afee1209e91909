import type { History, HistoryColumns, JsonValue } from '../../harness/model/index.ts';
import { ModelError } from './model.ts';
import { CRASHED } from './problem.ts';
import { ValueTable } from './value-table.ts';

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
	readonly process: Int32Array;
	/** Positions in the history, the only clock: `a` precedes `b` exactly when `a.completed < b.invoked`. */
	readonly invoked: Int32Array;
	/** `CRASHED` for an operation that may take effect at any time after its invocation, or never. */
	readonly completed: Int32Array;
	/** Ids in `values`, or `NONE` for an operation that names no key. */
	readonly key: Int32Array;
}

/** All operations of a history that did not fail. `only` names the functions to look at; all if it is not given. */
export function tabulate(history: History, only?: readonly string[]): OperationTable {
	const { columns } = history;
	const isWanted = columns.functions.map((f) => only?.includes(f) !== false);
	const rows = selectRows(columns, history.length, isWanted);
	const table = emptyTable(rows.length, columns.functions, new ValueTable());
	for (let row = 0; row < rows.length; row++) fillRow(table, row, rows[row] as number, columns);
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
	const parts = sizes.map((size) => emptyTable(size, table.functions, table.values));
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
	const picked = emptyTable(rows.length, table.functions, table.values);
	for (const [target, row] of rows.entries()) copyRow(table, row, picked, target);
	return picked;
}

/** Whether the operation in this row crashed. */
export function isCrashed(table: OperationTable, row: number): boolean {
	return table.completed[row] === CRASHED;
}

/** The indices of the invocations to tabulate. */
function selectRows({ types, partners, functionIds }: HistoryColumns, length: number, isWanted: readonly boolean[]) {
	const rows = new Int32Array((length >> 1) + 1 + countOpen(types, length));
	let count = 0;
	for (let index = 0; index < length; index++) {
		if (types[index] !== INVOKE || !isWanted[functionIds[index] as number]) continue;
		const partner = partners[index] as number;
		if (partner !== -1 && types[partner] === FAIL) continue;
		rows[count++] = index;
	}
	return rows.subarray(0, count);
}

/** Invocations that have no completion: there are more rows than half of the events by these at most. */
function countOpen(types: ArrayLike<number>, length: number): number {
	let open = 0;
	for (let index = 0; index < length; index++) open += types[index] === INVOKE ? 1 : -1;
	return open;
}

function emptyTable(length: number, functions: readonly string[], values: ValueTable): OperationTable {
	return {
		length,
		f: new Uint16Array(length),
		functions,
		input: new Int32Array(length),
		output: new Int32Array(length),
		values,
		process: new Int32Array(length),
		invoked: new Int32Array(length),
		completed: new Int32Array(length),
		key: new Int32Array(length),
	};
}

function fillRow(table: OperationTable, row: number, index: number, columns: HistoryColumns): void {
	const { values } = table;
	const partner = columns.partners[index] as number;
	const happened = partner !== -1 && columns.types[partner] === OK;
	const key = columns.key(index);
	table.f[row] = columns.functionIds[index] as number;
	table.input[row] = values.intern(columns.value(index));
	table.output[row] = happened ? values.intern(columns.value(partner)) : NONE;
	table.process[row] = columns.processes[index] as number;
	table.invoked[row] = index;
	table.completed[row] = happened ? partner : CRASHED;
	table.key[row] = key === null ? NONE : values.intern(key);
}

function copyRow(from: OperationTable, row: number, to: OperationTable, target: number): void {
	to.f[target] = from.f[row] as number;
	to.input[target] = from.input[row] as number;
	to.output[target] = from.output[row] as number;
	to.process[target] = from.process[row] as number;
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
