import type { JsonValue } from '../../../harness/model/index.ts';
import { canonical, same } from '../canonical.ts';
import { ModelError, type SequentialOperation } from '../model.ts';

/** Whether an operation returned this, or may have, its output being unknown. */
export function returned(operation: SequentialOperation, output: JsonValue): boolean {
	return operation.type === 'info' || same(operation.output, output);
}

/** The input of an operation on two values, such as `cas [old, new]`. */
export function pairOf(operation: SequentialOperation): readonly [JsonValue, JsonValue] {
	const { input } = operation;
	if (!Array.isArray(input) || input.length !== 2) {
		throw new ModelError(`Expected the value of a ${operation.f} to be a pair [old, new], got ${canonical(input)}`);
	}
	return input as unknown as readonly [JsonValue, JsonValue];
}

/** The input of an operation on a whole number. */
export function integerOf(operation: SequentialOperation): number {
	const { input } = operation;
	if (!Number.isSafeInteger(input)) {
		throw new ModelError(`Expected the value of a ${operation.f} to be a whole number, got ${canonical(input)}`);
	}
	return input as number;
}

/**
 * Whether an operation's output agrees with a yes or no. Many clients return the argument instead, or nothing: that says
 * nothing, and agrees with both.
 */
export function answered(operation: SequentialOperation, answer: boolean): boolean {
	return typeof operation.output !== 'boolean' || operation.output === answer;
}
