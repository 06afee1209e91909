import type { InternedModel } from './interned-model.ts';
import type { Model, SequentialOperation } from './model.ts';
import { pairOf } from './models/operations.ts';

/** Kinds of arithmetic, as the kernel knows them. */
const READ = 0;
const WRITE = 1;
const CAS = 2;
const ADD = 3;

const registers = new WeakSet<Model>();

/** Says that this model is a register with `read`, `write` and `cas`, whose steps the kernel can make by itself. */
export function declareRegister<State>(model: Model<State>): Model<State> {
	registers.add(model as Model);
	return model;
}

/** By class of operations: what the kernel calls it, and its two arguments. Nothing for other models than registers. */
export function arithmeticOf(model: InternedModel): Int32Array | undefined {
	if (!registers.has(model.model)) return undefined;
	const rows = new Int32Array(3 * model.classCount);
	for (let id = 0; id < model.classCount; id++) rows.set(rowOf(model.operation(id), model), 3 * id);
	return rows;
}

function rowOf(operation: SequentialOperation, model: InternedModel): readonly number[] {
	if (operation.f === 'write') return [WRITE, model.stateId(operation.input), 0];
	if (operation.f === 'cas') return [CAS, ...pairOf(operation).map((value) => model.stateId(value))];
	// A read that crashed is possible anywhere and changes nothing.
	return operation.type === 'info' ? [ADD, 0, 0] : [READ, model.stateId(operation.output), 0];
}
