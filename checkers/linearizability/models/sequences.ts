import type { JsonValue } from '../../../harness/model/index.ts';
import { canonical, same } from '../canonical.ts';
import { inconsistent, type Model, ModelError, type SequentialOperation, unknownOperation } from '../model.ts';
import { listSteps } from '../native/appended.ts';
import { declareNative } from '../native/native-steps.ts';
import { queueSteps } from '../native/queues.ts';
import { appendListMonitor } from '../polynomial/append-list.ts';
import { priorityQueueMonitor } from '../polynomial/priority-queue.ts';
import { queueMonitor } from '../polynomial/queue.ts';
import { stackMonitor } from '../polynomial/stack.ts';
import { returned } from './operations.ts';

type Items = readonly JsonValue[];

/** A first-in, first-out queue: `dequeue` returns nil (null) when it is empty. */
export const queue: Model<Items> = declareNative<Items>(
	{
		name: 'queue',
		description: 'a first-in, first-out queue with enqueue, dequeue and peek; nil is the answer of an empty one',
		initial: [],
		step(items, operation) {
			switch (operation.f) {
				case 'enqueue':
					return [...items, operation.input];
				case 'dequeue':
					return returned(operation, items[0] ?? null) ? items.slice(1) : inconsistent;
				case 'peek':
					return returned(operation, items[0] ?? null) ? items : inconsistent;
				default:
					throw unknownOperation('queue', ['enqueue', 'dequeue', 'peek'], operation);
			}
		},
		isReadOnly: isPeek,
		polynomial: queueMonitor,
		values: (operation) => valuesMoved(operation, 'enqueue'),
	},
	queueSteps,
);

/** A stack: `pop` and `peek` return nil (null) when it is empty. */
export const stack: Model<Items> = {
	name: 'stack',
	description: 'a stack with push, pop and peek; nil is the answer of an empty one',
	initial: [],
	step(items, operation) {
		const top = items.at(-1) ?? null;
		switch (operation.f) {
			case 'push':
				return [...items, operation.input];
			case 'pop':
				return returned(operation, top) ? items.slice(0, -1) : inconsistent;
			case 'peek':
				return returned(operation, top) ? items : inconsistent;
			default:
				throw unknownOperation('stack', ['push', 'pop', 'peek'], operation);
		}
	},
	isReadOnly: isPeek,
	polynomial: stackMonitor,
	values: (operation) => valuesMoved(operation, 'push'),
};

/** A priority queue of numbers: `poll` takes the greatest. */
export const priorityQueue: Model<readonly number[]> = {
	name: 'priority-queue',
	description: 'numbers with insert, poll and peek of the greatest; nil is the answer of an empty one',
	initial: [],
	step(items, operation) {
		const greatest = items.at(-1) ?? null;
		switch (operation.f) {
			case 'insert':
				return [...items, numberOf(operation)].sort((a, b) => a - b);
			case 'poll':
				return returned(operation, greatest) ? items.slice(0, -1) : inconsistent;
			case 'peek':
				return returned(operation, greatest) ? items : inconsistent;
			default:
				throw unknownOperation('priority-queue', ['insert', 'poll', 'peek'], operation);
		}
	},
	isReadOnly: isPeek,
	polynomial: priorityQueueMonitor,
	values: (operation) => valuesMoved(operation, 'insert'),
};

/** A list that only grows: `append x`, and `read` of the whole list. */
export const appendList: Model<Items> = declareNative<Items>(
	{
		name: 'append-list',
		description: 'a list with append and read of the whole; empty at first',
		initial: [],
		step(items, operation) {
			switch (operation.f) {
				case 'append':
					return [...items, operation.input];
				case 'read':
					return returned(operation, items) || (items.length === 0 && returned(operation, null)) ? items : inconsistent;
				default:
					throw unknownOperation('append-list', ['append', 'read'], operation);
			}
		},
		isReadOnly: ({ f }) => f === 'read',
		polynomial: appendListMonitor,
		// What was appended stays at the beginning of the list.
		lookAhead: () => ({
			mayHappen: (items, { output }) =>
				!Array.isArray(output) || items.every((item, i) => i < output.length && same(item, output[i])),
		}),
	},
	listSteps,
);

function isPeek(operation: SequentialOperation): boolean {
	return operation.f === 'peek';
}

/**
 * What an operation puts in, takes or sees. With each value put in once, taking a value away from a queue or stack with all
 * its operations leaves the others in order. An answer nil, and a taker that crashed, are about no value: they stay.
 */
function valuesMoved(operation: SequentialOperation, put: string): readonly JsonValue[] {
	if (operation.f === put) return [operation.input];
	return operation.type === 'info' || operation.output === null ? [] : [operation.output];
}

function numberOf(operation: SequentialOperation): number {
	if (typeof operation.input === 'number') return operation.input;
	throw new ModelError(`Expected the value of an ${operation.f} to be a number, got ${canonical(operation.input)}`);
}
