import { NONE } from './monitor.ts';
import { RowHeap } from './row-heap.ts';
import type { Timeline } from './timeline.ts';

/**
 * What an operation says of a flag: whether an element is in a set, whether a lock is held. It saw 0 or 1 and changed
 * nothing (`SAW + what it saw`), or it changed 0 to 1 or 1 to 0 (`FLIPS + what it changed`).
 */
export const SAW = 0;
export const FLIPS = 2;
/** It says nothing. */
export const SILENT = 4;

/** Where a sweep found that no order goes on. */
export interface FlagFailure {
	/** Its return cannot be passed. */
	readonly row: number;
	/** Where that is. */
	readonly until: number;
	/** Where the explanation may begin: nothing was open before this position, and the flag was certainly so. */
	readonly since: number;
	readonly state: number;
}

/**
 * Decides whether a flag that clients flip and look at is linearizable, values repeated and operations crashed as they may,
 * in O(n log n): a sweep that flips only when an operation that returns forces it to, and then by the open operation that
 * returns first.
 *
 * Why that is right: take any linearization that agrees with the sweep so far. If it flips earlier, nothing needs the flag
 * to be so before the forced moment, and those that look at it before that moment can be moved to either side of the flip.
 * If it uses another operation for the flip, that one returns later: exchange the two. A crashed operation returns last of
 * all, and need not be used.
 */
export class FlagSweep {
	readonly #kinds: Uint8Array;
	readonly #timeline: Timeline;
	readonly #done: Uint8Array;
	/** By the state that they flip from: operations that are open. */
	readonly #open: readonly [RowHeap, RowHeap];
	/** By the state that they need to see. */
	readonly #waiting: readonly [number[], number[]] = [[], []];
	#state = 0;

	constructor(kinds: Uint8Array, timeline: Timeline) {
		this.#kinds = kinds;
		this.#timeline = timeline;
		this.#done = new Uint8Array(kinds.length);
		this.#open = [new RowHeap(timeline.completed), new RowHeap(timeline.completed)];
	}

	/**
	 * Sweeps over the events of one flag, which is 0 at first; see `eventsOf`.
	 *
	 * @param positions those of the events, at `from` to `to - 1`
	 */
	run(
		events: Int32Array,
		positions: Int32Array,
		from: number = 0,
		to: number = positions.length,
	): FlagFailure | undefined {
		this.#reset();
		let open = 0;
		let crashed = 0;
		let since = 0;
		let sinceState = 0;
		for (let i = from; i < to; i++) {
			const position = positions[i] as number;
			const event = events[position] as number;
			const row = Math.abs(event) - 1;
			if (this.#kinds[row] === SILENT) continue;
			if (event > 0) {
				if (open === 0 && crashed === 0) {
					since = position;
					sinceState = this.#state;
				}
				if (this.#timeline.completed[row] === this.#timeline.end) crashed++;
				else open++;
				this.#invoke(row);
			} else {
				open--;
				if (!this.#return(row)) return { row, until: position, since, state: sinceState };
			}
		}
		return undefined;
	}

	#reset(): void {
		this.#state = 0;
		this.#open[0].clear();
		this.#open[1].clear();
		if (this.#waiting[0].length > 0) this.#waiting[0].length = 0;
		if (this.#waiting[1].length > 0) this.#waiting[1].length = 0;
	}

	#invoke(row: number): void {
		const kind = this.#kinds[row] as number;
		const needed = (kind & 1) as 0 | 1;
		this.#done[row] = kind === SAW + this.#state ? 1 : 0;
		if (kind >= FLIPS) this.#open[needed].push(row);
		else if (this.#done[row] === 0) this.#waiting[needed].push(row);
	}

	/** False when this return cannot be passed. */
	#return(row: number): boolean {
		if (this.#done[row] === 1) return true;
		const kind = this.#kinds[row] as number;
		if (this.#state !== (kind & 1) && !this.#flip()) return false;
		this.#done[row] = 1;
		if (kind >= FLIPS) this.#turn();
		return true;
	}

	/** Flips the flag by the open operation that returns first, if there is one. */
	#flip(): boolean {
		for (;;) {
			const row = this.#open[this.#state as 0 | 1].pop();
			if (row === NONE) return false;
			if (this.#done[row] === 1) continue;
			this.#done[row] = 1;
			this.#turn();
			return true;
		}
	}

	#turn(): void {
		this.#state = 1 - this.#state;
		const content = this.#waiting[this.#state as 0 | 1];
		if (content.length === 0) return;
		for (const row of content) this.#done[row] = 1;
		content.length = 0;
	}
}
