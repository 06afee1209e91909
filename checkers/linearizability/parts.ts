import type { History, JsonValue, Operation } from '../../harness/model/index.ts';
import { InternedModel } from './interned-model.ts';
import type { Model, SequentialOperation } from './model.ts';
import { NONE, type ObjectTable, type OperationTable, pickRows, splitByKey, tabulate } from './operations.ts';
import type { Intervals } from './problem.ts';
import type { Transitions } from './transition-data.ts';
import { planReplay, planTransitions } from './transitions.ts';

/** An operation of a history as an object, ready to be placed in an order: for witnesses, which are small. */
export interface PlacedOperation {
	/** Of `InternedModel`. */
	readonly operationClass: number;
	readonly invoked: number;
	/** `Infinity` for a crashed operation. */
	readonly completed: number;
	readonly source: Operation;
}

/** The operations on one object, which is all that their linearizability depends on (Herlihy and Wing 1990, locality). */
export interface Part extends Intervals {
	/** Undefined when the history is one part. */
	readonly key: JsonValue | undefined;
	readonly model: InternedModel;
	readonly table: OperationTable;
	readonly transitions: Transitions;
	/** With the states of `model`, for searches that explain. */
	readonly replay: Transitions;
	/** The operation in this row of the table, as an object. */
	operation(row: number): PlacedOperation;
	/** All of them as objects, made anew with each look, in the order of the invocations. */
	readonly operations: readonly PlacedOperation[];
}

/**
 * Splits a history by key where the model allows it. Operations that failed had no effect and are left out.
 * Throws a `ModelError` when some operations name a key and some do not.
 *
 * @param only the functions to look at; all if not given
 */
export function splitIntoObjects(history: History, model: Model, only?: readonly string[]): ObjectTable[] {
	const table = tabulate(history, only);
	return model.partitionable === false ? [{ key: undefined, table }] : splitByKey(history, table);
}

/** All parts of a history, as `splitIntoObjects` splits it. */
export function splitIntoParts(history: History, model: Model, only?: readonly string[]): Part[] {
	return splitIntoObjects(history, model, only).map((object) => partOf(history, object, model));
}

/** The operations in these rows, ascending, or all of them, ready for the search, with a model of their own. */
export function partOf(history: History, object: ObjectTable, model: Model, rows?: readonly number[]): Part {
	const table = rows === undefined ? object.table : pickRows(object.table, rows);
	const interned = new InternedModel(model);
	const operationClass = classify(table, interned, model.partitionable === false);
	let transitions: Transitions | undefined;
	let replay: Transitions | undefined;
	const place = (row: number): PlacedOperation => {
		const source = history.operation(table.invoked[row] as number);
		return {
			source,
			operationClass: operationClass[row] as number,
			invoked: source.invoked,
			completed: source.completed,
		};
	};
	return {
		key: object.key,
		model: interned,
		table,
		length: table.length,
		operationClass,
		invoked: table.invoked,
		completed: table.completed,
		get transitions() {
			transitions ??= planTransitions(interned, table.length);
			return transitions;
		},
		get replay() {
			replay ??= planReplay(interned);
			return replay;
		},
		operation: place,
		get operations() {
			return Array.from({ length: table.length }, (_, row) => place(row));
		},
	};
}

/** By row: the class of the operation. Rows with equal ids are told apart without looking at the values. */
function classify(table: OperationTable, model: InternedModel, withKey: boolean): Int32Array {
	model.stateId(model.model.initial);
	const known = new Map<number, Map<number, number>>();
	const classes = new Int32Array(table.length);
	/** By a hash of what they have in common: the row that came last. Where there are few classes, no map is asked. */
	const recent = new Int32Array(recentMax).fill(NONE);
	for (let row = 0; row < table.length; row++) {
		const place = hashOf(table, row) & (recentMax - 1);
		const like = recent[place] as number;
		if (like !== NONE && areAlike(table, like, row, withKey)) {
			classes[row] = classes[like] as number;
			continue;
		}
		recent[place] = row;
		const key = withKey ? (table.key[row] as number) : NONE;
		const kind = (table.f[row] as number) * 2 ** 26 + key + 1;
		let byValues = known.get(kind);
		if (byValues === undefined) {
			byValues = new Map();
			known.set(kind, byValues);
		}
		// Ids are below 2^26, so that two of them fit into one exact number.
		const name = (table.input[row] as number) * 2 ** 26 + (table.output[row] as number) + 1;
		let id = byValues.get(name);
		if (id === undefined) {
			id = model.classId(sequential(table, row, key));
			byValues.set(name, id);
		}
		classes[row] = id;
	}
	return classes;
}

const recentMax = 1 << 10;

function hashOf({ f, input, output }: OperationTable, row: number): number {
	return Math.imul(input[row] as number, 37) + Math.imul(output[row] as number, 5) + (f[row] as number);
}

function areAlike({ f, input, output, key }: OperationTable, one: number, other: number, withKey: boolean): boolean {
	return (
		f[one] === f[other] &&
		input[one] === input[other] &&
		output[one] === output[other] &&
		(!withKey || key[one] === key[other])
	);
}

function sequential({ f, functions, input, output, values }: OperationTable, row: number, key: number) {
	const named = {
		f: functions[f[row] as number] as string,
		...(key !== NONE && { key: values.value(key) }),
		input: values.value(input[row] as number),
	};
	const returned = output[row] as number;
	const operation: SequentialOperation =
		returned === NONE
			? { type: 'info', ...named, output: undefined }
			: { type: 'ok', ...named, output: values.value(returned) };
	return operation;
}
