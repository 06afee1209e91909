import { type JsonValue, UsageError } from '../../harness/model/index.ts';
import type { Monitor } from './polynomial/monitor.ts';

/**
 * An operation as a sequential specification sees it.
 *
 * `ok`: it happened and returned `output`. `info`: nobody knows whether it happened, and so what it returned: `output` is
 * `undefined`. The specification then says what state it leaves *if* it takes effect, whatever it returned. Operations that
 * failed certainly had no effect; no specification ever sees one.
 */
export type SequentialOperation =
	| {
			readonly type: 'ok';
			readonly f: string;
			readonly key?: JsonValue;
			readonly input: JsonValue;
			readonly output: JsonValue;
	  }
	| {
			readonly type: 'info';
			readonly f: string;
			readonly key?: JsonValue;
			readonly input: JsonValue;
			readonly output: undefined;
	  };

/** What `step` returns for an operation that cannot happen in a state, or not with this output. */
export const inconsistent: unique symbol = Symbol.for('faultline.inconsistent');

/**
 * A sequential specification: how an object behaves when operations come one at a time. It must be deterministic, and
 * `step` must not change the state that it is given.
 *
 * ```ts
 * const register: Model<number> = {
 * 	name: 'my-register',
 * 	description: 'a number that starts at 0',
 * 	initial: 0,
 * 	step(state, operation) {
 * 		if (operation.f === 'write') return operation.input as number;
 * 		return operation.type === 'info' || operation.output === state ? state : inconsistent;
 * 	},
 * };
 * ```
 */
export interface Model<State = unknown> {
	readonly name: string;
	/** One line. */
	readonly description: string;
	readonly initial: State;
	/** The state after this operation, or `inconsistent` when it cannot happen in this state with this output. */
	step(state: State, operation: SequentialOperation): State | typeof inconsistent;
	/**
	 * Whether a history whose operations name keys is checked key by key, each with a state of its own (the default). Say
	 * `false` when operations on different keys see each other; `step` then finds the key in the operation.
	 */
	readonly partitionable?: boolean;
	/** Equal for equal states and only for those. By default their JSON, for which the state must be plain JSON. */
	identify?(state: State): string;
	/** A state for people. By default its identity. */
	describe?(state: State): string;
	/**
	 * True for an operation that changes the state nowhere. Speeds the search up, and lets the witness leave such operations
	 * out. Every step taken is checked against it.
	 */
	isReadOnly?(operation: SequentialOperation): boolean;
	/**
	 * True for an operation that is possible in every state and always leaves the same one, as a write does. Spares the
	 * search crashed operations that nobody observes. Every step taken is checked against it.
	 */
	isBlind?(operation: SequentialOperation): boolean;
	/**
	 * For models in which what has happened shows for ever, as in a list that only grows. Given all the operations of a
	 * history, tells what may still happen, or nothing if it cannot. It spares the search most wrong orders.
	 */
	lookAhead?(operations: readonly SequentialOperation[]): Lookahead<State> | undefined;
	/**
	 * The values that an operation is about, where values are independent: deleting every operation about some values from
	 * a linearizable history leaves it linearizable, as long as no operation that stays is about one of them. (A register's
	 * read is about the value that it returned, a cas about both its values.) `undefined` says that this cannot be told,
	 * and that the history must not be split. Used for small witnesses only, never for the verdict.
	 */
	values?(operation: SequentialOperation): readonly JsonValue[] | undefined;
	/**
	 * Decides in polynomial time what it can of a history of this model, always as `step` would have it; see `polynomial/`.
	 * The search decides the rest. A model made of another one with another `step` must leave it out.
	 */
	readonly polynomial?: Monitor;
	/** The same model with another initial state, as a workload's options give it. Throws a `ModelError` if it is none. */
	withInitial?(initial: JsonValue): Model<State>;
}

export interface Lookahead<State = unknown> {
	/**
	 * False when no sequence of operations that are not blind leads from this state to one in which this read-only operation
	 * is possible.
	 */
	mayHappen(state: State, operation: SequentialOperation): boolean;
}

/** A model that breaks its own promises, does not know an operation, or is none. No verdict can be given with it. */
export class ModelError extends UsageError {}

/** For a `step` that meets an operation it has no rule for: a mistake in the choice of the model, not an anomaly. */
export function unknownOperation(model: string, known: readonly string[], operation: SequentialOperation): ModelError {
	return new ModelError(
		`Expected an operation of the model ${model} (${known.join(', ')}), got \`${operation.f}\`: choose another model`,
	);
}

/** Checks that something imported from a user's module is a model. `where` names the module in the error. */
export function asModel(value: unknown, where: string): Model {
	const candidate = value as Partial<Model> | null | undefined;
	if (typeof candidate !== 'object' || candidate === null) {
		throw new ModelError(`Expected ${where} to export a model as its default, got ${typeof value}`);
	}
	if (typeof candidate.name !== 'string') {
		throw new ModelError(`Expected the model in ${where} to have a name, got ${typeof candidate.name}`);
	}
	if (typeof candidate.step !== 'function') {
		throw new ModelError(`Expected the model in ${where} to have a function step, got ${typeof candidate.step}`);
	}
	if (!('initial' in candidate)) {
		throw new ModelError(`Expected the model in ${where} to have an initial state`);
	}
	return candidate as Model;
}
