import { NONE } from './monitor.ts';

/** Rows by a key of theirs, the smallest first: a binary heap. */
export class RowHeap {
	readonly #keys: Int32Array;
	readonly #rows: number[] = [];

	constructor(keys: Int32Array) {
		this.#keys = keys;
	}

	get size(): number {
		return this.#rows.length;
	}

	clear(): void {
		if (this.#rows.length > 0) this.#rows.length = 0;
	}

	push(row: number): void {
		const rows = this.#rows;
		const key = this.#key(row);
		let at = rows.push(row) - 1;
		while (at > 0) {
			const parent = (at - 1) >> 1;
			const above = rows[parent] as number;
			if (this.#key(above) <= key) break;
			rows[at] = above;
			at = parent;
		}
		rows[at] = row;
	}

	/** Takes the row with the smallest key out; `NONE` when there is no row. */
	pop(): number {
		const rows = this.#rows;
		const first = rows[0];
		const last = rows.pop();
		if (first === undefined || last === undefined) return NONE;
		if (rows.length > 0) this.#sink(last);
		return first;
	}

	/** Puts a row where the first one was, and lets it sink. */
	#sink(row: number): void {
		const rows = this.#rows;
		const key = this.#key(row);
		let at = 0;
		for (;;) {
			let child = 2 * at + 1;
			if (child >= rows.length) break;
			if (child + 1 < rows.length && this.#key(rows[child + 1] as number) < this.#key(rows[child] as number)) child++;
			const below = rows[child] as number;
			if (this.#key(below) >= key) break;
			rows[at] = below;
			at = child;
		}
		rows[at] = row;
	}

	#key(row: number): number {
		return this.#keys[row] as number;
	}
}
