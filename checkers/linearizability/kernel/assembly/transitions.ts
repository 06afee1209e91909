import { append, continues, isAppended } from './appended';
import { get } from './memory';
import { dequeue, enqueue, peek, resetQueues } from './queues';
import { recall, resetRecall } from './recall';

/**
 * The model's transitions: from a state, by an operation of a class, both small integers here, to the next state or to -1
 * where the operation is not possible. There are three ways to know them:
 *
 * - a *table* of all of them, when the model has few states;
 * - *native steps*, for registers of many values, counters, queues, and strings and lists that grow, which are the same in
 *   every history;
 * - otherwise the model itself, in the host, which is asked once for each pair; what it said is remembered.
 */

/** Kinds of native steps, by class: what an operation does to a state. The host has the same numbers. */
const READ: i32 = 0;
const WRITE: i32 = 1;
const CAS: i32 = 2;
const ADD: i32 = 3;
const TAKE: i32 = 4;
const APPEND: i32 = 5;
const ENQUEUE: i32 = 6;
const DEQUEUE: i32 = 7;
const PEEK: i32 = 8;

/** By state and class, row by row; 0 when there is no table. */
let dense: usize = 0;
let classCount: i32 = 0;
/** By class, three numbers: the kind and its two arguments; 0 when there are no native steps. */
let native: usize = 0;

/** Without a table and without native steps (both 0) the model is asked. */
export function setTransitions(classes: i32, tableOrNull: usize, nativeOrNull: usize): void {
	classCount = classes;
	dense = tableOrNull;
	native = nativeOrNull;
}

export function resetTransitions(): void {
	resetRecall();
	resetQueues();
}

/** The state after an operation of this class, or -1 where it is not possible. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function step(state: i32, operationClass: i32): i32 {
	if (dense != 0) return get(dense, state * classCount + operationClass);
	return native != 0 ? compute(state, operationClass) : recall(state, operationClass);
}

/** Whether operations that are not blind may lead from this state to one in which a read-only operation is possible. */
export function mayHappen(state: i32, readClass: i32): bool {
	if (!isAppended()) return recall(state, readClass + classCount) >= 0;
	return get(native, 3 * readClass) != READ || continues(get(native, 3 * readClass + 1), state);
}

function compute(state: i32, operationClass: i32): i32 {
	const kind = get(native, 3 * operationClass);
	const a = get(native, 3 * operationClass + 1);
	switch (kind) {
		case READ:
			return a == state ? state : -1;
		case WRITE:
			return a;
		case CAS:
			return a == state ? get(native, 3 * operationClass + 2) : -1;
		case ADD:
			// Below zero and beyond the last number lies what no operations together can reach.
			return max(state + a, -1);
		case TAKE:
			return a == state ? state + 1 : -1;
		case APPEND:
			return append(state, a, get(native, 3 * operationClass + 2));
		case ENQUEUE:
			return enqueue(state, a);
		case DEQUEUE:
			return dequeue(state, a);
		case PEEK:
			return peek(state, a);
		default:
			return state;
	}
}
