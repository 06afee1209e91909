import { moveToFront } from './branchless.ts';
import type { Transitions } from './transition-data.ts';

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
		classOf: classesOf(rowOf, intervals),
		...window,
		...layOutCrashed(window.crashed, intervals, transitions),
	};
}

function classesOf(rowOf: Int32Array, { operationClass }: Intervals): Int32Array {
	const classes = new Int32Array(rowOf.length);
	for (let rank = 0; rank < rowOf.length; rank++) classes[rank] = operationClass[rowOf[rank] as number] as number;
	return classes;
}

function rowsByInvocation({ length, invoked }: Intervals): Int32Array {
	const rows = new Int32Array(length);
	let isSorted = true;
	for (let row = 0; row < length; row++) {
		rows[row] = row;
		if (row > 0 && (invoked[row - 1] as number) > (invoked[row] as number)) isSorted = false;
	}
	return isSorted ? rows : rows.sort((a, b) => (invoked[a] as number) - (invoked[b] as number));
}

/** Rows of completing operations in the order of their returns. */
function rowsByReturn({ completed, invoked }: Intervals, rows: Int32Array): Int32Array {
	const completing = new Int32Array(rows.length);
	const first = rows.length > 0 ? (invoked[rows[0] as number] as number) : 0;
	let count = 0;
	let last = first;
	let areWhole = Number.isInteger(first);
	for (let i = 0; i < rows.length; i++) {
		const row = rows[i] as number;
		const position = completed[row] as number;
		if (position >= CRASHED) continue;
		completing[count++] = row;
		if (position > last) last = position;
		areWhole &&= Number.isInteger(position);
	}
	const found = completing.subarray(0, count);
	// Positions are most often whole numbers and lie close together: then they need no sorting.
	if (areWhole && last - first < 16 * rows.length + 64) return sortByPlace(found, completed, first, last);
	return found.sort((a, b) => (completed[a] as number) - (completed[b] as number));
}

function sortByPlace(rows: Int32Array, completed: ArrayLike<number>, first: number, last: number): Int32Array {
	/** By place: the row + 1, or 0. */
	const at = new Int32Array(last - first + 1);
	for (let i = 0; i < rows.length; i++) at[(completed[rows[i] as number] as number) - first] = (rows[i] as number) + 1;
	moveToFront(at);
	for (let i = 0; i < rows.length; i++) rows[i] = (at[i] as number) - 1;
	return rows;
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
