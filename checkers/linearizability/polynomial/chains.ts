import { larger, moveToFront, smaller } from '../branchless.ts';
import { NONE } from './monitor.ts';
import type { Timeline } from './timeline.ts';

/**
 * What happened to each value of a register whose values are all different: who wrote it, from which value if the writer
 * was a cas, and which reads saw it. Value 0 is the initial one. Columns by value.
 */
export interface ChainedValues {
	readonly count: number;
	/** The row that wrote the value; `NONE` for the initial value, and for one that nobody wrote. */
	readonly writer: Int32Array;
	/** For a value that a cas left: the value it was compared with. `NONE` for one that a plain write left. */
	readonly from: Int32Array;
	/** When the first of the reads of the value returned; `NEVER` without. Like `lastRead` a position on the object's timeline. */
	readonly firstRead: Int32Array;
	/** When the last of the reads of the value was invoked; -1 without. */
	readonly lastRead: Int32Array;
}

export const INITIAL = 0;

/** After all positions, and not too far from -1 for `smaller`. */
const NEVER = 2 ** 30;

export function emptyChains(capacity: number): ChainedValues & { count: number } {
	const column = (content: number) => new Int32Array(capacity).fill(content);
	return { count: 0, writer: column(NONE), from: column(NONE), firstRead: column(NEVER), lastRead: column(-1) };
}

/** Takes note of a read that returned this value. Rows come in the order of their invocations. */
export function noteRead({ firstRead, lastRead }: ChainedValues, value: number, row: number, timeline: Timeline): void {
	firstRead[value] = smaller(firstRead[value] as number, timeline.completed[row] as number);
	lastRead[value] = timeline.invoked[row] as number;
}

export function isRead({ firstRead }: ChainedValues, value: number): boolean {
	return firstRead[value] !== NEVER;
}

/** Why no order can explain the values. */
export type ChainViolation =
	/** `row` read or compared a value that nobody wrote. */
	| { readonly kind: 'unwritten'; readonly row: number; readonly value: number }
	/** Two cas took the register away from one value. */
	| { readonly kind: 'fork'; readonly value: number; readonly next: readonly [number, number] }
	/** Each of these values came from another one of them. */
	| { readonly kind: 'cycle'; readonly values: readonly number[] }
	/** The value `later` comes after `earlier`, and yet `returned` had returned before `invoked` was invoked. */
	| {
			readonly kind: 'order';
			readonly earlier: number;
			readonly invoked: number;
			readonly later: number;
			readonly returned: number;
	  }
	/** The spans of two blocks, given by their first values, cannot be one after the other. */
	| { readonly kind: 'overlap'; readonly blocks: readonly [Block, Block] };

/** A value that a plain write left, with all that cas made of it: the register holds them one right after the other. */
export interface Block {
	readonly root: number;
	/** The first return and the last invocation of the operations on its values. */
	readonly firstReturn: number;
	readonly lastInvocation: number;
}

/**
 * Decides whether a register with these values is linearizable, in linear time (Gibbons and Korach 1997, "Testing shared
 * memories", section 4, for reads and writes; cas is added here).
 *
 * A cas from `a` to `b` binds the values together: nothing may come between. So values fall into blocks, each a chain that
 * begins with a plain write. Within a block all is in order if nothing of a later value returned before something of an
 * earlier one was invoked. A block must come before another exactly when something of it returned before something of the
 * other was invoked: `r(X) < i(Y)`, with r the first return and i the last invocation. If the blocks cannot be ordered, two
 * of them must each come before the other: on a longer cycle X1, X2, … without such a pair `r(Xj) >= i(Xj-1) > r(Xj-2)` for
 * every j, all the way round, which cannot be. So it is enough to look at pairs: a block with `r < i`, a *forward zone*
 * from r to i, must neither overlap another such nor contain the zone of a *backward* one, from i to r.
 *
 * Crashed reads say nothing. A crashed write that nobody saw may be left out, since it need never take effect; one that
 * somebody saw is like any other, but that it never returned.
 */
export function findChainViolation(values: ChainedValues, timeline: Timeline): ChainViolation | undefined {
	const neededBy = findNeeds(values, timeline);
	const next = new Int32Array(values.count).fill(NONE);
	return linkChains(values, neededBy, next, timeline) ?? checkBlocks(values, neededBy, next, timeline);
}

/**
 * By value why the register must have held it: the value itself if it was written for certain or read, another one that a
 * needed cas made of it, or `NONE` if nothing says that it was ever written.
 */
export function findNeeds(values: ChainedValues, { completed, end }: Timeline): Int32Array {
	const { count, writer, from } = values;
	const neededBy = new Int32Array(count).fill(NONE);
	neededBy[INITIAL] = INITIAL;
	for (let start = 0; start < count; start++) {
		const row = writer[start] as number;
		if ((row === NONE || completed[row] === end) && !isRead(values, start)) continue;
		let why = start;
		for (let value = start; value !== NONE && neededBy[value] === NONE; value = from[value] as number) {
			neededBy[value] = why;
			why = value;
		}
	}
	return neededBy;
}

function linkChains(
	values: ChainedValues,
	neededBy: Int32Array,
	next: Int32Array,
	{ completed }: Timeline,
): ChainViolation | undefined {
	const { count, writer, from, firstRead } = values;
	for (let value = 0; value < count; value++) {
		if (neededBy[value] === NONE) continue;
		if (writer[value] === NONE && value !== INITIAL && isRead(values, value)) {
			return { kind: 'unwritten', row: completed.indexOf(firstRead[value] as number), value };
		}
		const source = from[value] as number;
		if (source === NONE) continue;
		if (source !== INITIAL && writer[source] === NONE) {
			return { kind: 'unwritten', row: writer[value] as number, value: source };
		}
		if (next[source] !== NONE) return findCycle(values, neededBy) ?? fork(source, next[source] as number, value);
		next[source] = value;
	}
	return undefined;
}

function fork(value: number, one: number, other: number): ChainViolation {
	return { kind: 'fork', value, next: [one, other] };
}

function checkBlocks(
	values: ChainedValues,
	neededBy: Int32Array,
	next: Int32Array,
	timeline: Timeline,
): ChainViolation | undefined {
	const zones: Zones = { firstReturn: new Int32Array(values.count), lastInvocation: new Int32Array(values.count) };
	/** By position: `root + 1` of the block whose zone begins there. */
	const beginning = new Int32Array(timeline.end + 1);
	let left = 0;
	for (let value = 0; value < values.count; value++) if (neededBy[value] !== NONE) left++;
	for (let root = 0; root < values.count; root++) {
		if (neededBy[root] === NONE || values.from[root] !== NONE) continue;
		const walked = walkChain(root, values, next, timeline, zones);
		if (typeof walked === 'object') return walked;
		left -= walked;
		const position = smaller(zones.firstReturn[root] as number, zones.lastInvocation[root] as number);
		if (root !== INITIAL) beginning[position] = root + 1;
	}
	return left > 0 ? findCycle(values, neededBy) : checkZones(beginning, zones);
}

/** Columns by root. */
interface Zones {
	readonly firstReturn: Int32Array;
	readonly lastInvocation: Int32Array;
}

/** Writes the chain's zone down. The number of its values, or what is wrong in it. */
function walkChain(
	root: number,
	values: ChainedValues,
	next: Int32Array,
	timeline: Timeline,
	zones: Zones,
): number | ChainViolation {
	const { writer, firstRead, lastRead } = values;
	const { invoked, completed, end } = timeline;
	let first = end;
	let last = -1;
	let length = 0;
	for (let value = root; value !== NONE; value = next[value] as number) {
		length++;
		const row = writer[value] as number;
		const returned = row === NONE ? -1 : (completed[row] as number);
		if (returned < last) return outOfOrder(last, value, returned, values, timeline);
		last = larger(last, row === NONE ? -1 : (invoked[row] as number));
		const readReturned = firstRead[value] as number;
		if (readReturned < last) return outOfOrder(last, value, readReturned, values, timeline);
		first = smaller(first, smaller(returned, readReturned));
		last = larger(last, lastRead[value] as number);
	}
	zones.firstReturn[root] = first;
	zones.lastInvocation[root] = last;
	return length;
}

function outOfOrder(
	last: number,
	later: number,
	returned: number,
	{ writer, from, lastRead }: ChainedValues,
	timeline: Timeline,
): ChainViolation {
	const invoked = timeline.invoked.indexOf(last);
	let earlier = later;
	while (writer[earlier] !== invoked && lastRead[earlier] !== last) earlier = from[earlier] as number;
	return { kind: 'order', earlier, invoked, later, returned: timeline.completed.indexOf(returned) };
}

function findCycle({ count, from }: ChainedValues, neededBy: Int32Array): ChainViolation | undefined {
	/** By value: the walk that met it first, plus one. */
	const metBy = new Int32Array(count);
	for (let start = 0; start < count; start++) {
		if (neededBy[start] === NONE) continue;
		let value = start;
		for (; value !== NONE && metBy[value] === 0; value = from[value] as number) metBy[value] = start + 1;
		if (value !== NONE && metBy[value] === start + 1) return { kind: 'cycle', values: cycleThrough(value, from) };
	}
	return undefined;
}

function cycleThrough(start: number, from: Int32Array): number[] {
	const values = [start];
	for (let value = from[start] as number; value !== start; value = from[value] as number) values.push(value);
	return values;
}

/** Zones come up where they begin, in the order of time; only forward ones reach beyond that. */
function checkZones(beginning: Int32Array, { firstReturn, lastInvocation }: Zones): ChainViolation | undefined {
	const count = moveToFront(beginning);
	// The initial block has begun before everything.
	let openUntil = lastInvocation[INITIAL] as number;
	for (let i = 0; i < count; i++) {
		const root = (beginning[i] as number) - 1;
		if ((firstReturn[root] as number) < openUntil) {
			const blocks = [lastInvocation.indexOf(openUntil), root].map((one) => ({
				root: one,
				firstReturn: firstReturn[one] as number,
				lastInvocation: lastInvocation[one] as number,
			}));
			return { kind: 'overlap', blocks: blocks as [Block, Block] };
		}
		openUntil = larger(openUntil, lastInvocation[root] as number);
	}
	return undefined;
}
