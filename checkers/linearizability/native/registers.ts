import type { InternedModel } from '../interned-model.ts';
import type { Model, SequentialOperation } from '../model.ts';
import { pairOf } from '../models/operations.ts';
import { ANYWHERE, Kind, type NativeStep, type NativeSteps, rowsOf } from './native-steps.ts';

const known = ['read', 'write', 'cas'];
const registers = new WeakSet<Model>();

/** Says that this model is a register where all operations are `read`, `write` and `cas`: the kernel knows their steps. */
export function declareRegister<State>(model: Model<State>): Model<State> {
	registers.add(model as Model);
	return model;
}

/** A register's steps; nothing for other models. */
export function registerSteps(model: InternedModel): NativeSteps | undefined {
	if (!registers.has(model.model) || !model.operations.every(({ f }) => known.includes(f))) return undefined;
	return { rows: rowsOf(model, (id) => stepOf(model.operation(id), model)) };
}

function stepOf(operation: SequentialOperation, model: InternedModel): NativeStep {
	if (operation.f === 'write') return [Kind.WRITE, model.stateId(operation.input), 0];
	if (operation.f === 'cas') {
		const [old, next] = pairOf(operation);
		return [Kind.CAS, model.stateId(old), model.stateId(next)];
	}
	return operation.type === 'info' ? ANYWHERE : [Kind.READ, model.stateId(operation.output), 0];
}
