import { NONE } from './monitor.ts';

/** Numbers by position, raised and lowered over ranges, of which the smallest is found at once. */
export class CoverTree {
	readonly #size: number;
	/** Of node `n` the children are `2n` and `2n + 1`: the smallest number below it, without what is pending above it. */
	readonly #smallest: Int32Array;
	readonly #pending: Int32Array;

	/** @param numbers at first, by position */
	constructor(numbers: Int32Array) {
		this.#size = 2 ** Math.ceil(Math.log2(Math.max(1, numbers.length)));
		this.#smallest = new Int32Array(2 * this.#size).fill(TAKEN);
		this.#pending = new Int32Array(2 * this.#size);
		this.#smallest.set(numbers, this.#size);
		for (let node = this.#size - 1; node > 0; node--) this.#update(node);
	}

	/** Adds to the numbers at `from` to `to`, both included. */
	add(from: number, to: number, by: number): void {
		if (from <= to) this.#add(1, 0, this.#size - 1, from, to, by);
	}

	/** Takes out a position whose number is at most this; `NONE` when there is none. */
	takeAtMost(most: number): number {
		if ((this.#smallest[1] as number) > most) return NONE;
		let node = 1;
		let carried = 0;
		while (node < this.#size) {
			carried += this.#pending[node] as number;
			node *= 2;
			if ((this.#smallest[node] as number) + carried > most) node++;
		}
		this.#smallest[node] = TAKEN;
		const position = node - this.#size;
		for (node >>= 1; node > 0; node >>= 1) this.#update(node);
		return position;
	}

	#add(node: number, low: number, high: number, from: number, to: number, by: number): void {
		if (to < low || high < from) return;
		if (from <= low && high <= to) {
			this.#smallest[node] = (this.#smallest[node] as number) + by;
			this.#pending[node] = (this.#pending[node] as number) + by;
			return;
		}
		const middle = (low + high) >> 1;
		this.#add(2 * node, low, middle, from, to, by);
		this.#add(2 * node + 1, middle + 1, high, from, to, by);
		this.#update(node);
	}

	#update(node: number): void {
		const left = this.#smallest[2 * node] as number;
		const right = this.#smallest[2 * node + 1] as number;
		this.#smallest[node] = Math.min(left, right) + (this.#pending[node] as number);
	}
}

/** A number that no lowering brings within reach. */
const TAKEN = 0x3fffffff;

/** Intervals in the order of their beginnings, of which those that meet a range are taken out one after the other. */
export class IntervalTree {
	readonly #size: number;
	readonly #begins: Int32Array;
	/** By node: the greatest end below it. */
	readonly #latest: Int32Array;

	constructor(begins: Int32Array, ends: Int32Array) {
		this.#begins = begins;
		this.#size = 2 ** Math.ceil(Math.log2(Math.max(1, ends.length)));
		this.#latest = new Int32Array(2 * this.#size).fill(NONE);
		this.#latest.set(ends, this.#size);
		for (let node = this.#size - 1; node > 0; node--) this.#update(node);
	}

	/** Takes out an interval that begins at `to` or before and ends at `from` or later; `NONE` when there is none. */
	takeMeeting(from: number, to: number): number {
		const node = this.#find(1, from, to);
		if (node === NONE) return NONE;
		this.#remove(node);
		return node - this.#size;
	}

	take(interval: number): void {
		this.#remove(interval + this.#size);
	}

	/** The leftmost leaf with a late enough end: if that one begins too late, all do. */
	#find(root: number, from: number, to: number): number {
		if ((this.#latest[root] as number) < from) return NONE;
		let node = root;
		while (node < this.#size) {
			node *= 2;
			if ((this.#latest[node] as number) < from) node++;
		}
		return (this.#begins[node - this.#size] as number) <= to ? node : NONE;
	}

	#remove(leaf: number): void {
		this.#latest[leaf] = NONE;
		for (let node = leaf >> 1; node > 0; node >>= 1) this.#update(node);
	}

	#update(node: number): void {
		this.#latest[node] = Math.max(this.#latest[2 * node] as number, this.#latest[2 * node + 1] as number);
	}
}
