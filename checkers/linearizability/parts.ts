import type { History, JsonValue, Operation } from '../../harness/model/index.ts';
import { canonical } from './canonical.ts';
import { InternedModel } from './interned-model.ts';
import { type Model, ModelError, type SequentialOperation } from './model.ts';
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
export function splitIntoParts(history: History, model: Model, only?: readonly string[]): Part[] {
	const split = history.hasKeys && model.partitionable !== false;
	const parts = new Map<string, { key: JsonValue | undefined; model: InternedModel; operations: PlacedOperation[] }>();
	for (const source of history.operations()) {
		if (source.type === 'fail' || only?.includes(source.f) === false) continue;
		const key = split ? keyOf(source) : undefined;
		const name = key === undefined ? '' : canonical(key);
		let part = parts.get(name);
		if (part === undefined) {
			part = { key, model: new InternedModel(model), operations: [] };
			parts.set(name, part);
		}
		const operationClass = part.model.classId(sequential(source, !split));
		part.operations.push({ source, operationClass, invoked: source.invoked, completed: source.completed });
	}
	return [...parts.values()];
}

function keyOf(operation: Operation): JsonValue {
	if (operation.key !== undefined) return operation.key;
	throw new ModelError(
		`Expected every operation to name a key, as others in this history do; ${operation.f} at index ${operation.invoked} has none`,
	);
}

function sequential(source: Operation, withKey: boolean): SequentialOperation {
	const { f, input, key } = source;
	const named = withKey && key !== undefined ? { f, key, input } : { f, input };
	return source.type === 'ok'
		? { type: 'ok', ...named, output: source.output }
		: { type: 'info', ...named, output: undefined };
}
