import type { JsonValue } from '../../../harness/model/index.ts';
import { same } from '../canonical.ts';
import { inconsistent, type Model, type SequentialOperation, unknownOperation } from '../model.ts';
import { declareRegister } from '../native/registers.ts';
import { registerMonitor } from '../polynomial/register.ts';
import { pairOf, returned } from './operations.ts';

/** A register: `read` returns the last value that `write` wrote. Nil (null) in the beginning. */
export const register: Model<JsonValue> = registerModel('register', 'a register with read and write; nil at first', [
	'read',
	'write',
]);

/** A register that also has `cas [old, new]`: writes `new` if the register holds `old`, and fails otherwise. */
export const casRegister: Model<JsonValue> = registerModel(
	'cas-register',
	'a register with read, write and cas [old, new]; nil at first',
	['read', 'write', 'cas'],
);

function registerModel(name: string, description: string, known: readonly string[], initial: JsonValue = null) {
	const model: Model<JsonValue> = {
		name,
		description,
		initial,
		step(state, operation) {
			if (!known.includes(operation.f)) throw unknownOperation(name, known, operation);
			return stepRegister(state, operation);
		},
		isReadOnly: (operation) => operation.f === 'read',
		isBlind: (operation) => operation.f === 'write',
		values: registerValues,
		polynomial: registerMonitor,
		withInitial: (value) => registerModel(name, description, known, value),
	};
	return declareRegister(model);
}

/** What `read`, `write` and `cas` do to a register; other models have registers inside. */
export function stepRegister(state: JsonValue, operation: SequentialOperation): JsonValue | typeof inconsistent {
	if (operation.f === 'read') return returned(operation, state) ? state : inconsistent;
	if (operation.f === 'write') return operation.input;
	const [old, next] = pairOf(operation);
	return same(old, state) ? next : inconsistent;
}

/** The value read, written, or both of a cas. */
export function registerValues(operation: SequentialOperation): readonly JsonValue[] {
	if (operation.f === 'cas') return pairOf(operation);
	if (operation.f === 'write') return [operation.input];
	return operation.type === 'ok' ? [operation.output] : [];
}
