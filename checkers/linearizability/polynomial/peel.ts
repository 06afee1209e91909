import { type CriticalIntervals, gapsOf } from './critical-intervals.ts';
import { NONE } from './monitor.ts';
import { type MovedValues, rowsOf } from './moved-values.ts';
import { CoverTree, IntervalTree } from './segment-tree.ts';
import type { Timeline } from './timeline.ts';

/** Operations on one value beyond which they are looked through with a tree of their own. */
const manyOperations = 16;

/**
 * Values of a stack that no order explains, out of those given: none if it is linearizable. O(n log n).
 *
 * An operation is at ease in a gap in which no other value is certainly in, for then it may have the stack to itself. Once
 * all operations on a value are at ease, the value can be set aside, and gives room to others; what was set aside last goes
 * to the bottom. The stack is linearizable exactly when all values can be set aside (Lee and Mathur 2025, "Efficient
 * decrease-and-conquer linearizability monitoring", on stacks).
 */
export function peel(
	chosen: Iterable<number>,
	values: MovedValues,
	intervals: CriticalIntervals,
	timeline: Timeline,
): number[] {
	const kept = [...chosen].filter((value) => (intervals.from[value] as number) <= (intervals.to[value] as number));
	return kept.length === 0 ? [] : new Peeling(kept, values, intervals, timeline).run();
}

class Peeling {
	readonly #kept: readonly number[];
	/** By value: its runs, and how many of its operations are not at ease yet. */
	readonly #first: Int32Array;
	readonly #last: Int32Array;
	readonly #left: Int32Array;
	/** Operations in the order in which they begin: their values and runs. */
	readonly #valueAt: Int32Array;
	readonly #begins: Int32Array;
	readonly #ends: Int32Array;
	readonly #atEase: Uint8Array;
	/** By value: its operations, and a tree of them where they are many. */
	readonly #own: Map<number, OwnOperations>;
	readonly #all: IntervalTree;
	readonly #covers: CoverTree;
	readonly #who: XorTree;
	/** By value: the runs in which it alone is in, linked. */
	readonly #aloneIn: Int32Array;
	readonly #nextAlone: Int32Array;
	readonly #cleared: number[] = [];

	constructor(kept: readonly number[], values: MovedValues, intervals: CriticalIntervals, timeline: Timeline) {
		this.#kept = kept;
		const runOf = numberRuns(kept, intervals, timeline.end);
		const runs = (runOf[timeline.end + 1] as number) + 1;
		this.#first = new Int32Array(values.count);
		this.#last = new Int32Array(values.count);
		this.#left = new Int32Array(values.count);
		const operations: { value: number; begin: number; end: number }[] = [];
		const depth = new Int32Array(runs + 1);
		this.#who = new XorTree(runs + 1);
		for (const value of kept) {
			const first = runOf[intervals.from[value] as number] as number;
			const last = runOf[intervals.to[value] as number] as number;
			this.#first[value] = first;
			this.#last[value] = last;
			depth[first] = (depth[first] as number) + 1;
			depth[last + 1] = (depth[last + 1] as number) - 1;
			this.#who.toggle(first, last, value + 1);
			const rows = rowsOf(values, value);
			this.#left[value] = rows.length;
			for (const row of rows) {
				const [from, to] = gapsOf(row, value, values, timeline);
				operations.push({ value, begin: runOf[from] as number, end: runOf[to] as number });
			}
		}
		for (let run = 1; run <= runs; run++) depth[run] = (depth[run] as number) + (depth[run - 1] as number);
		this.#covers = new CoverTree(depth.subarray(0, runs));
		operations.sort((a, b) => a.begin - b.begin);
		this.#valueAt = Int32Array.from(operations, ({ value }) => value);
		this.#begins = Int32Array.from(operations, ({ begin }) => begin);
		this.#ends = Int32Array.from(operations, ({ end }) => end);
		this.#atEase = new Uint8Array(operations.length);
		this.#all = new IntervalTree(this.#begins, this.#ends);
		this.#own = groupByValue(this.#valueAt, this.#begins, this.#ends);
		this.#aloneIn = new Int32Array(values.count).fill(NONE);
		this.#nextAlone = new Int32Array(runs).fill(NONE);
	}

	run(): number[] {
		this.#lookForRoom();
		for (let value = this.#cleared.pop(); value !== undefined; value = this.#cleared.pop()) {
			this.#setAside(value);
			this.#lookForRoom();
		}
		return this.#kept.filter((value) => (this.#left[value] as number) > 0);
	}

	/** Runs in which at most one value is in, each of them once. */
	#lookForRoom(): void {
		for (let run = this.#covers.takeAtMost(1); run !== NONE; run = this.#covers.takeAtMost(1)) {
			const alone = this.#who.at(run) - 1;
			if (alone === NONE) this.#easeAll(run);
			else {
				this.#nextAlone[run] = this.#aloneIn[alone] as number;
				this.#aloneIn[alone] = run;
				this.#easeOwn(alone, run);
			}
		}
	}

	#setAside(value: number): void {
		const [first, last] = [this.#first[value] as number, this.#last[value] as number];
		this.#covers.add(first, last, -1);
		this.#who.toggle(first, last, value + 1);
		for (let run = this.#aloneIn[value] as number; run !== NONE; run = this.#nextAlone[run] as number)
			this.#easeAll(run);
	}

	#easeAll(run: number): void {
		for (let one = this.#all.takeMeeting(run, run); one !== NONE; one = this.#all.takeMeeting(run, run))
			this.#ease(one);
	}

	#easeOwn(value: number, run: number): void {
		const { operations, tree } = this.#own.get(value) as OwnOperations;
		if (tree === undefined) {
			for (const one of operations) {
				if ((this.#begins[one] as number) <= run && (this.#ends[one] as number) >= run) this.#easeOnce(one);
			}
			return;
		}
		for (let i = tree.takeMeeting(run, run); i !== NONE; i = tree.takeMeeting(run, run))
			this.#easeOnce(operations[i] as number);
	}

	#easeOnce(one: number): void {
		if (this.#atEase[one] === 1) return;
		this.#all.take(one);
		this.#ease(one);
	}

	#ease(one: number): void {
		this.#atEase[one] = 1;
		const value = this.#valueAt[one] as number;
		this.#left[value] = (this.#left[value] as number) - 1;
		if (this.#left[value] === 0) this.#cleared.push(value);
	}
}

interface OwnOperations {
	readonly operations: readonly number[];
	readonly tree: IntervalTree | undefined;
}

function groupByValue(valueAt: Int32Array, begins: Int32Array, ends: Int32Array): Map<number, OwnOperations> {
	const groups = new Map<number, number[]>();
	for (const [one, value] of valueAt.entries()) {
		const group = groups.get(value);
		if (group === undefined) groups.set(value, [one]);
		else group.push(one);
	}
	const own = new Map<number, OwnOperations>();
	for (const [value, operations] of groups) {
		const pick = (column: Int32Array) => Int32Array.from(operations, (one) => column[one] as number);
		const tree = operations.length > manyOperations ? new IntervalTree(pick(begins), pick(ends)) : undefined;
		own.set(value, { operations, tree });
	}
	return own;
}

/** Gaps in which the same values are in make one run: its number by gap. */
function numberRuns(kept: readonly number[], { from, to }: CriticalIntervals, end: number): Int32Array {
	const runOf = new Int32Array(end + 2);
	for (const value of kept) {
		runOf[from[value] as number] = 1;
		runOf[(to[value] as number) + 1] = 1;
	}
	runOf[0] = 0;
	for (let gap = 1; gap < runOf.length; gap++) runOf[gap] = (runOf[gap] as number) + (runOf[gap - 1] as number);
	return runOf;
}

/** The exclusive or of all numbers toggled over a position: the number itself where there is one (Fenwick 1994). */
class XorTree {
	readonly #nodes: Int32Array;

	constructor(size: number) {
		this.#nodes = new Int32Array(size + 2);
	}

	toggle(first: number, last: number, number: number): void {
		this.#toggleFrom(first, number);
		this.#toggleFrom(last + 1, number);
	}

	at(position: number): number {
		let found = 0;
		for (let node = position + 1; node > 0; node -= node & -node) found ^= this.#nodes[node] as number;
		return found;
	}

	#toggleFrom(position: number, number: number): void {
		for (let node = position + 1; node < this.#nodes.length; node += node & -node) {
			this.#nodes[node] = (this.#nodes[node] as number) ^ number;
		}
	}
}
