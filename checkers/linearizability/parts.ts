import type { History, JsonValue, Operation } from '../../harness/model/index.ts';
import { InternedModel } from './interned-model.ts';
import type { Model, SequentialOperation } from './model.ts';
import { type ObjectTable, splitByKey, tabulate } from './operations.ts';
import type { Interval } from './problem.ts';

/** An operation of a history, ready to be placed in an order. */
export interface PlacedOperation extends Interval {
	readonly source: Operation;
}

/** The operations on one object, which is all that their linearizability depends on (Herlihy and Wing 1990, locality). */
export interface Part {
	/** Undefined when the history is one part. */
	readonly key: JsonValue | undefined;
	readonly model: InternedModel;
	/** In the order of the invocations. */
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

/** The operations in these rows, or all of them, ready for the search. */
export function partOf(history: History, { key, table }: ObjectTable, model: Model, rows?: readonly number[]): Part {
	const interned = new InternedModel(model);
	const place = (row: number): PlacedOperation => {
		const source = history.operation(table.invoked[row] as number);
		const operationClass = interned.classId(sequential(source, model.partitionable === false));
		return { source, operationClass, invoked: source.invoked, completed: source.completed };
	};
	const chosen = rows?.map(place) ?? Array.from({ length: table.length }, (_, row) => place(row));
	return { key, model: interned, operations: chosen };
}

/** All parts of a history, as `splitIntoObjects` splits it. */
export function splitIntoParts(history: History, model: Model, only?: readonly string[]): Part[] {
	return splitIntoObjects(history, model, only).map((object) => partOf(history, object, model));
}

function sequential(source: Operation, withKey: boolean): SequentialOperation {
	const { f, input, key } = source;
	const named = withKey && key !== undefined ? { f, key, input } : { f, input };
	return source.type === 'ok'
		? { type: 'ok', ...named, output: source.output }
		: { type: 'info', ...named, output: undefined };
}
