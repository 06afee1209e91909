import type { Entry } from './messages.ts';

/**
 * The log in memory. Indices start at 1 (figure 2); those up to `snapshotIndex` have been replaced by a snapshot, of which
 * the log keeps index and term for the consistency check.
 */
export class RaftLog {
	#entries: Entry[] = [];
	#snapshotIndex = 0;
	#snapshotTerm = 0;

	get snapshotIndex(): number {
		return this.#snapshotIndex;
	}

	get lastIndex(): number {
		return this.#snapshotIndex + this.#entries.length;
	}

	get lastTerm(): number {
		return this.#entries.at(-1)?.term ?? this.#snapshotTerm;
	}

	entry(index: number): Entry | undefined {
		return this.#entries[index - this.#snapshotIndex - 1];
	}

	/** 0 before the first entry; nothing where the log does not reach, at either end. */
	termAt(index: number): number | undefined {
		return index === this.#snapshotIndex ? this.#snapshotTerm : this.entry(index)?.term;
	}

	/** At most `count` entries from `index` on: a new array. */
	slice(index: number, count: number): readonly Entry[] {
		const start = index - this.#snapshotIndex - 1;
		return this.#entries.slice(start, start + count);
	}

	append(entry: Entry): void {
		this.#entries.push(entry);
	}

	/** Removes the entry at `index` and all that follow. */
	truncate(index: number): void {
		this.#entries.length = index - this.#snapshotIndex - 1;
	}

	/** Drops all entries up to `index`, for a snapshot has them. Keeps those after it only if the term there agrees. */
	compact(index: number, term: number): void {
		const agrees = this.termAt(index) === term;
		this.#entries = agrees ? this.#entries.slice(index - this.#snapshotIndex) : [];
		this.#snapshotIndex = index;
		this.#snapshotTerm = term;
	}

	/** The first index, after the snapshot, of the term that the entry at `index` has. */
	firstIndexOfTermAt(index: number): number {
		const term = this.termAt(index);
		let first = index;
		while (first - 1 > this.#snapshotIndex && this.termAt(first - 1) === term) first--;
		return first;
	}

	/** The last index with this term, if there is one. */
	lastIndexOfTerm(term: number): number | undefined {
		for (let index = this.lastIndex; index >= this.#snapshotIndex && index > 0; index--) {
			const termHere = this.termAt(index) as number;
			if (termHere === term) return index;
			if (termHere < term) return undefined;
		}
		return undefined;
	}
}
