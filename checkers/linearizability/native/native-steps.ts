import type { InternedModel } from '../interned-model.ts';
import type { Model } from '../model.ts';
import type { TransitionData } from '../transition-data.ts';

/** What an operation does to a state, as the kernel knows it; see `kernel/assembly/transitions.ts`. */
export const Kind = {
	/** Possible in the state `a` alone. */
	READ: 0,
	/** Leaves the state `a`. */
	WRITE: 1,
	/** From the state `a` to the state `b`. */
	CAS: 2,
	/** From any state to the one that is so many further; not below 0. */
	ADD: 3,
	/** From the state `a` to the next. */
	TAKE: 4,
	/** From state to state by the pairs from `a` to `b`, from all others to the sink. */
	APPEND: 5,
	/** The item `a` becomes the last one of a queue. */
	ENQUEUE: 6,
	/** The first item, which is `a`, leaves a queue. */
	DEQUEUE: 7,
	/** The first item of a queue is `a`. */
	PEEK: 8,
} as const;

/** A kind and its arguments `a` and `b`. */
export type NativeStep = readonly [kind: number, a: number, b: number];

/** Possible everywhere, and changes nothing. */
export const ANYWHERE: NativeStep = [Kind.ADD, 0, 0];
/** Possible in no state. */
export const NOWHERE: NativeStep = [Kind.READ, -2, 0];

/** A model's steps as the kernel makes them by itself. */
export interface NativeSteps {
	/** By class: its step. */
	readonly rows: Int32Array;
	/** Where the kernel numbers states in its own way; else they are those of the `InternedModel`. */
	readonly states?: NativeStates;
	readonly appended?: TransitionData['appended'];
	/** Whether an operation of this class is possible in every state. */
	isHideable?(classId: number): boolean;
}

export interface NativeStates {
	readonly initial: number;
	/** The model's state that has this number, with these items if it is a queue; nothing where the number stands for many. */
	state(id: number, items: readonly number[]): unknown;
}

type Plan = (model: InternedModel, operations: number) => NativeSteps | undefined;

const plans = new WeakMap<Model, Plan>();

/**
 * Says how the kernel can make this model's steps by itself, with states that it numbers in its own way. The plan is given
 * how many operations there are, and may find that it does not fit them.
 */
export function declareNative<State>(model: Model<State>, plan: Plan): Model<State> {
	plans.set(model as Model, plan);
	return model;
}

/** Nothing for a model that has not declared any, or whose operations they do not fit. */
export function nativeStepsOf(model: InternedModel, operations: number): NativeSteps | undefined {
	return plans.get(model.model)?.(model, operations);
}

/** The steps of all classes, row by row. */
export function rowsOf(model: InternedModel, step: (classId: number) => NativeStep): Int32Array {
	const rows = new Int32Array(3 * model.classCount);
	for (let id = 0; id < model.classCount; id++) rows.set(step(id), 3 * id);
	return rows;
}
