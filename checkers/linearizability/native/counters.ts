import type { InternedModel } from '../interned-model.ts';
import type { SequentialOperation } from '../model.ts';
import { ANYWHERE, Kind, type NativeStep, type NativeSteps, NOWHERE, rowsOf } from './native-steps.ts';

/** The kernel's number of the initial count: as far from 0 as from the largest number that it has. */
const MIDDLE = 2 ** 30;

/** A counter's steps; nothing where the counts might become too large. */
export function counterSteps(model: InternedModel, operations: number): NativeSteps | undefined {
	const initial = model.model.initial as number;
	const largest = Math.max(0, ...model.operations.map((operation) => Math.abs(difference(operation))));
	if (!Number.isSafeInteger(initial + MIDDLE) || !(largest * operations < MIDDLE)) return undefined;
	return {
		rows: rowsOf(model, (id) => stepOf(model.operation(id), initial)),
		states: { initial: MIDDLE, state: (id) => id - MIDDLE + initial },
	};
}

/** What an operation adds; infinity for what is no step of a counter, so that the model refuses it. */
function difference({ f, input }: SequentialOperation): number {
	if (f === 'add') return Number.isSafeInteger(input) ? (input as number) : Number.POSITIVE_INFINITY;
	return f === 'increment' || f === 'decrement' ? 1 : f === 'read' ? 0 : Number.POSITIVE_INFINITY;
}

function stepOf(operation: SequentialOperation, initial: number): NativeStep {
	if (operation.f === 'decrement') return [Kind.ADD, -1, 0];
	if (operation.f !== 'read') return [Kind.ADD, difference(operation), 0];
	if (operation.type === 'info') return ANYWHERE;
	const count = (operation.output as number) - initial + MIDDLE;
	return Number.isInteger(operation.output) && count >= 0 && count < 2 * MIDDLE ? [Kind.READ, count, 0] : NOWHERE;
}

/** A dispenser of tickets: a counter that says what it was. */
export function ticketSteps(model: InternedModel): NativeSteps | undefined {
	if (!model.operations.every(({ f }) => f === 'take')) return undefined;
	return {
		rows: rowsOf(model, (id) => {
			const { type, output } = model.operation(id);
			if (type === 'info') return [Kind.ADD, 1, 0];
			const number = typeof output === 'number' && Number.isInteger(output) ? output : -1;
			return number >= 0 && number < MIDDLE ? [Kind.TAKE, number, 0] : NOWHERE;
		}),
		states: { initial: 0, state: (id) => id },
	};
}
