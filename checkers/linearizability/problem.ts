import type { Transitions } from './transitions.ts';

/** Operations to be placed in an order, column by column. Positions come from one clock, and no two are equal. */
export interface Intervals {
	readonly length: number;
	/** Of `InternedModel`. */
	readonly operationClass: ArrayLike<number>;
	readonly invoked: ArrayLike<number>;
	/** `CRASHED` or more for a crashed operation: it may take effect at any time after its invocation, or never. */
	readonly completed: ArrayLike<number>;
}

/** The history of one object as the kernel wants it; see `kernel/assembly/problem.ts` for the words. */
export interface Problem {
	/** Completing operations. Their ranks are in the order of their returns. */
	readonly length: number;
	/** By rank: the row in the intervals. */
	readonly rowOf: Int32Array;
	readonly classOf: Int32Array;
	readonly slotOf: Int32Array;
	readonly slotCount: number;
	/** By rank: the first rank that returns after the operation's invocation. */
	readonly entersAt: Int32Array;
	readonly invocationOrder: Int32Array;
	readonly invokedBefore: Int32Array;
	readonly crashedClass: Int32Array;
	readonly crashedStart: Int32Array;
	readonly crashedFrom: Int32Array;
	/** Beside `crashedFrom`: the row in the intervals. */
	readonly crashedRow: Int32Array;
	readonly crashedGroup: Int32Array;
	readonly crashedFlags: Int32Array;
}

/** `completed` of an operation of which nobody knows whether it happened: later than every position. */
export const CRASHED = 0x7fffffff;

/** Flags of a crashed class, as the kernel knows them. */
export const STRONG = 1;
export const COUNTED = 2;

/**
 * Lays operations out for the kernel. Two kinds are left out, as they cannot matter: crashed operations that are
 * read-only, and those that were invoked after the last return.
 */
export function layOut(intervals: Intervals, transitions: Transitions): Problem {
	const rows = rowsByInvocation(intervals);
	const rowOf = rowsByReturn(intervals, rows);
	const window = layOutWindow(intervals, rows, rowOf);
	return {
		length: rowOf.length,
		rowOf,
		classOf: rowOf.map((row) => intervals.operationClass[row] as number),
		...window,
		...layOutCrashed(window.crashed, intervals, transitions),
	};
}

function rowsByInvocation({ length, invoked }: Intervals): Int32Array {
	const rows = Int32Array.from({ length }, (_, row) => row);
	for (let row = 1; row < length; row++) {
		if ((invoked[row - 1] as number) > (invoked[row] as number)) {
			return rows.sort((a, b) => (invoked[a] as number) - (invoked[b] as number));
		}
	}
	return rows;
}

/** Rows of completing operations in the order of their returns. */
function rowsByReturn({ completed, invoked }: Intervals, rows: Int32Array): Int32Array {
	const completing = rows.filter((row) => (completed[row] as number) < CRASHED);
	if (completing.length === 0) return completing;
	const first = invoked[rows[0] as number] as number;
	const last = completing.reduce((latest, row) => Math.max(latest, completed[row] as number), first);
	const span = last - first + 1;
	// Positions are most often whole numbers and lie close together: then they need no sorting.
	const isDense = span <= 16 * rows.length + 64 && completing.every((row) => Number.isInteger(completed[row]));
	if (!isDense) return completing.sort((a, b) => (completed[a] as number) - (completed[b] as number));
	const at = new Int32Array(span).fill(-1);
	for (const row of completing) at[(completed[row] as number) - first] = row;
	return at.filter((row) => row !== -1);
}

/** Walks over invocations and returns in the order of time, and gives each operation the lowest slot that is free. */
function layOutWindow({ invoked, completed, length }: Intervals, rows: Int32Array, rowOf: Int32Array) {
	const rankOf = new Int32Array(length).fill(-1);
	for (let rank = 0; rank < rowOf.length; rank++) rankOf[rowOf[rank] as number] = rank;
	const invocationOrder = new Int32Array(rowOf.length);
	const slotOf = new Int32Array(rowOf.length);
	const entersAt = new Int32Array(rowOf.length);
	const invokedBefore = new Int32Array(rowOf.length);
	const crashed: { readonly row: number; readonly from: number }[] = [];
	const freeSlots: number[] = [];
	let slotCount = 0;
	let next = 0;
	let count = 0;
	for (let rank = 0; rank < rowOf.length; rank++) {
		const returned = completed[rowOf[rank] as number] as number;
		for (; next < length; next++) {
			const row = rows[next] as number;
			if ((invoked[row] as number) > returned) break;
			const entering = rankOf[row] as number;
			if (entering === -1) crashed.push({ row, from: rank });
			else {
				slotOf[entering] = freeSlots.pop() ?? slotCount++;
				entersAt[entering] = rank;
				invocationOrder[count++] = entering;
			}
		}
		invokedBefore[rank] = count;
		freeSlots.push(slotOf[rank] as number);
	}
	return { invocationOrder, slotOf, entersAt, invokedBefore, slotCount, crashed };
}

function layOutCrashed(
	crashed: readonly { readonly row: number; readonly from: number }[],
	{ operationClass }: Intervals,
	transitions: Transitions,
) {
	const byClass = new Map<number, { readonly row: number; readonly from: number }[]>();
	for (const one of crashed) {
		const classId = operationClass[one.row] as number;
		if (transitions.isReadOnly(classId)) continue;
		const group = byClass.get(classId);
		if (group === undefined) byClass.set(classId, [one]);
		else group.push(one);
	}
	const { classes, groups } = groupClasses([...byClass.keys()], transitions);
	const members = classes.map((classId) => byClass.get(classId) ?? []);
	const crashedStart = new Int32Array(classes.length + 1);
	for (const [i, { length }] of members.entries()) crashedStart[i + 1] = (crashedStart[i] as number) + length;
	const flat = members.flat();
	return {
		crashedClass: Int32Array.from(classes),
		crashedStart,
		crashedFrom: Int32Array.from(flat, ({ from }) => from),
		crashedRow: Int32Array.from(flat, ({ row }) => row),
		crashedGroup: groups,
		crashedFlags: Int32Array.from(classes, (id) => COUNTED | (transitions.isBlind(id) ? STRONG : 0)),
	};
}

/** Classes that leave the same state come together, the blind one first, which is possible wherever another one is. */
function groupClasses(classes: readonly number[], transitions: Transitions) {
	const named = classes.map((id, i) => {
		const target = transitions.target(id);
		return {
			id,
			name: target === undefined ? `class ${i}` : `target ${target}`,
			weak: transitions.isBlind(id) ? 0 : 1,
		};
	});
	const numbers = new Map<string, number>();
	for (const { name } of named) if (!numbers.has(name)) numbers.set(name, numbers.size);
	const group = ({ name }: { readonly name: string }) => numbers.get(name) as number;
	const sorted = named.toSorted((a, b) => group(a) - group(b) || a.weak - b.weak);
	return { classes: sorted.map(({ id }) => id), groups: Int32Array.from(sorted, group) };
}
