import type { InternedModel } from './interned-model.ts';

/** An operation to be placed in an order. Positions come from one clock, and no two are equal. */
export interface Interval {
	/** Of `InternedModel`. */
	readonly operationClass: number;
	readonly invoked: number;
	/** `Infinity` for a crashed operation: it may take effect at any time after its invocation, or never. */
	readonly completed: number;
}

/** The history of one object as the kernel wants it; see `kernel/assembly/problem.ts` for the words. */
export interface Problem<Operation extends Interval = Interval> {
	/** Completing operations by rank: in the order of their returns. */
	readonly completing: readonly Operation[];
	/** Crashed operations by crashed class, each in the order of the invocations. */
	readonly crashed: readonly (readonly Operation[])[];
	readonly slotCount: number;
	readonly classOf: Int32Array;
	readonly slotOf: Int32Array;
	readonly invocationOrder: Int32Array;
	readonly invokedBefore: Int32Array;
	readonly crashedClass: Int32Array;
	readonly crashedStart: Int32Array;
	readonly crashedFrom: Int32Array;
}

/**
 * Lays operations out for the kernel. Two kinds are left out, as they cannot matter: crashed operations that are
 * read-only, and those that were invoked after the last return.
 */
export function layOut<Operation extends Interval>(
	operations: readonly Operation[],
	model: InternedModel,
): Problem<Operation> {
	const completing = operations.filter((operation) => operation.completed !== Number.POSITIVE_INFINITY);
	completing.sort((a, b) => a.completed - b.completed);
	const last = completing.at(-1)?.completed ?? Number.NEGATIVE_INFINITY;
	const crashed = operations.filter(
		(operation) =>
			operation.completed === Number.POSITIVE_INFINITY &&
			operation.invoked < last &&
			!model.isReadOnly(operation.operationClass),
	);
	return {
		completing,
		classOf: Int32Array.from(completing, (operation) => operation.operationClass),
		...layOutWindow(completing),
		...layOutCrashed(crashed, completing),
	};
}

/** Walks over invocations and returns in the order of time, and gives each operation the lowest slot that is free. */
function layOutWindow(completing: readonly Interval[]) {
	const invocationOrder = Int32Array.from(completing.keys()).sort(
		(a, b) => (completing[a] as Interval).invoked - (completing[b] as Interval).invoked,
	);
	const slotOf = new Int32Array(completing.length);
	const invokedBefore = new Int32Array(completing.length);
	const freeSlots: number[] = [];
	let slotCount = 0;
	let invoked = 0;
	for (const [rank, { completed }] of completing.entries()) {
		while (invoked < completing.length) {
			const next = invocationOrder[invoked] as number;
			if ((completing[next] as Interval).invoked > completed) break;
			slotOf[next] = freeSlots.pop() ?? slotCount++;
			invoked++;
		}
		invokedBefore[rank] = invoked;
		freeSlots.push(slotOf[rank] as number);
	}
	return { invocationOrder, slotOf, invokedBefore, slotCount };
}

function layOutCrashed<Operation extends Interval>(operations: readonly Operation[], completing: readonly Interval[]) {
	const byClass = new Map<number, Operation[]>();
	for (const operation of [...operations].sort((a, b) => a.invoked - b.invoked)) {
		const group = byClass.get(operation.operationClass);
		if (group === undefined) byClass.set(operation.operationClass, [operation]);
		else group.push(operation);
	}
	const crashed = [...byClass.values()];
	const crashedStart = new Int32Array(crashed.length + 1);
	for (const [index, group] of crashed.entries()) {
		crashedStart[index + 1] = (crashedStart[index] as number) + group.length;
	}
	return {
		crashed,
		crashedClass: Int32Array.from(byClass.keys()),
		crashedStart,
		crashedFrom: Int32Array.from(crashed.flat(), ({ invoked }) => firstReturnAfter(invoked, completing)),
	};
}

/** The rank of the first operation that returns after this position, by bisection. */
export function firstReturnAfter(position: number, completing: readonly Interval[]): number {
	let low = 0;
	let high = completing.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((completing[middle] as Interval).completed > position) high = middle;
		else low = middle + 1;
	}
	return low;
}
