import type { JsonValue } from '../../../harness/model/index.ts';
import { canonical } from '../canonical.ts';
import { inconsistent, type Model, ModelError, type SequentialOperation, unknownOperation } from '../model.ts';
import { stringSteps } from '../native/appended.ts';
import { declareNative } from '../native/native-steps.ts';
import { declareRegister } from '../native/registers.ts';
import { kvMonitor } from '../polynomial/kv.ts';
import { returned } from './operations.ts';
import { registerValues, stepRegister } from './register.ts';

const known = ['read', 'write', 'cas', 'get', 'put', 'append'];

/**
 * A key-value store: for each key a register with `read`, `write` and `cas [old, new]`, nil at first; or, as in
 * Porcupine's logs, a string with `get`, `put` and `append`, empty at first.
 */
export const kv: Model<JsonValue> = kvModel(null);

function kvModel(initial: JsonValue): Model<JsonValue> {
	const model: Model<JsonValue> = {
		name: 'kv',
		description: 'a register for each key with read, write and cas [old, new]; or strings with get, put and append',
		initial,
		step,
		isReadOnly: ({ f }) => f === 'read' || f === 'get',
		isBlind: ({ f }) => f === 'write' || f === 'put',
		// An append depends on all that was there before: values of strings are not independent.
		lookAhead: (operations) => (operations.some(({ f }) => f === 'cas') ? undefined : { mayHappen }),
		values: (operation) => (['read', 'write', 'cas'].includes(operation.f) ? registerValues(operation) : undefined),
		polynomial: kvMonitor,
		withInitial: kvModel,
	};
	return declareNative(declareRegister(model), stringSteps);
}

function step(state: JsonValue, operation: SequentialOperation): JsonValue | typeof inconsistent {
	switch (operation.f) {
		case 'read':
		case 'write':
		case 'cas':
			return stepRegister(state, operation);
		case 'get':
			return returned(operation, state ?? '') ? state : inconsistent;
		case 'put':
			return operation.input;
		case 'append':
			return `${text(state, operation)}${text(operation.input, operation)}`;
		default:
			throw unknownOperation('kv', known, operation);
	}
}

/** What was appended stays, until a write or a put. Only a get tells what it needs. */
function mayHappen(state: JsonValue, { f, output }: SequentialOperation): boolean {
	return f !== 'get' || typeof output !== 'string' || output.startsWith(typeof state === 'string' ? state : '');
}

function text(value: JsonValue, operation: SequentialOperation): string {
	if (value === null) return '';
	if (typeof value === 'string') return value;
	throw new ModelError(`Expected ${operation.f} to work on strings, got ${canonical(value)}`);
}
