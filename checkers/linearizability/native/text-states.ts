/**
 * The states of a text that grows which a read may show, now or later: all beginnings of texts that were read that consist of
 * something put (or there at first) and of what was appended. They are numbered in the order of a dictionary, so that those
 * that continue one follow it without a gap.
 */
export class TextStates {
	/** By state: the first one after it that does not continue it. */
	readonly ends: Int32Array;
	/** For what is appended, one after the other: pairs (state, state with that at its end), ascending. */
	readonly pairs: Int32Array;
	/** By state: a text that was read, and how much of it the state is. */
	readonly #texts: string[] = [''];
	readonly #lengths: number[] = [0];
	readonly #ends: number[] = [0];
	/** States that texts lead to that were read, put, or there at first. */
	readonly #named = new Map<string, number>([['', 0]]);
	readonly #pairsOf = new Map<string, [number, number][]>();
	readonly #ranges = new Map<string, readonly [begin: number, end: number]>();
	readonly #puts: ReadonlySet<string>;
	/** Lengths of what is put and appended. */
	readonly #putLengths: readonly number[];
	readonly #appendLengths: readonly number[];

	constructor(reads: Iterable<string>, puts: Iterable<string>, appends: Iterable<string>) {
		this.#puts = new Set(puts);
		for (const text of appends) if (text !== '') this.#pairsOf.set(text, []);
		this.#putLengths = lengthsOf(this.#puts);
		this.#appendLengths = lengthsOf(this.#pairsOf.keys());
		this.#number([...new Set(reads)].sort());
		this.ends = Int32Array.from(this.#ends);
		this.pairs = this.#layOutPairs();
	}

	get count(): number {
		return this.#texts.length;
	}

	/** The state of a text that was read or put; nothing if no operations lead there, or no read ever shows it. */
	find(text: string): number | undefined {
		return this.#named.get(text);
	}

	text(state: number): string {
		return (this.#texts[state] as string).slice(0, this.#lengths[state]);
	}

	/** Where the pairs of what is appended begin and end. */
	pairsOf(appended: string): readonly [begin: number, end: number] {
		return this.#ranges.get(appended) as readonly [number, number];
	}

	/** Texts in ascending order share their beginnings with the one before, and so the states of these. */
	#number(texts: readonly string[]): void {
		const path = [0];
		let before = '';
		for (const text of texts) {
			const shared = sharedLength(before, text);
			while ((this.#lengths[path.at(-1) as number] as number) > shared) this.#ends[path.pop() as number] = this.count;
			this.#extend(path, text, shared);
			const last = path.at(-1) as number;
			if (this.#lengths[last] === text.length) this.#named.set(text, last);
			before = text;
		}
		for (const state of path) this.#ends[state] = this.count;
	}

	/** Adds the states on the way to a text that lie behind what it shares with others. */
	#extend(path: number[], text: string, shared: number): void {
		/** By length: what leads there from the states on the way. */
		const ahead = new Map<number, [from: number, appended: string][]>();
		const arrive = (length: number) => {
			const known = ahead.get(length) ?? [];
			ahead.set(length, known);
			return known;
		};
		const lookAhead = (state: number) => {
			const from = this.#lengths[state] as number;
			for (const length of this.#appendLengths) {
				const to = from + length;
				if (to <= shared || to > text.length) continue;
				const appended = text.slice(from, to);
				if (this.#pairsOf.has(appended)) arrive(to).push([state, appended]);
			}
		};
		for (const length of this.#putLengths) {
			if (length > shared && length <= text.length && this.#puts.has(text.slice(0, length))) arrive(length);
		}
		const longest = this.#appendLengths.at(-1) ?? 0;
		for (const state of path.toReversed()) {
			if ((this.#lengths[state] as number) + longest <= shared) break;
			lookAhead(state);
		}
		while (ahead.size > 0) {
			const length = Math.min(...ahead.keys());
			const state = this.#texts.push(text) - 1;
			this.#lengths.push(length);
			this.#ends.push(0);
			path.push(state);
			for (const [from, appended] of ahead.get(length) ?? []) this.#pairsOf.get(appended)?.push([from, state]);
			if (this.#putLengths.includes(length) && this.#puts.has(text.slice(0, length))) {
				this.#named.set(text.slice(0, length), state);
			}
			ahead.delete(length);
			lookAhead(state);
		}
	}

	#layOutPairs(): Int32Array {
		const flat: number[] = [];
		for (const [appended, pairs] of this.#pairsOf) {
			pairs.sort(([a], [b]) => a - b);
			const begin = flat.length / 2;
			for (const pair of pairs) flat.push(...pair);
			this.#ranges.set(appended, [begin, flat.length / 2]);
		}
		return Int32Array.from(flat);
	}
}

/** Ascending, without repetitions. */
function lengthsOf(texts: Iterable<string>): number[] {
	return [...new Set([...texts].map(({ length }) => length))].sort((a, b) => a - b);
}

function sharedLength(a: string, b: string): number {
	if (b.startsWith(a)) return a.length;
	let length = 0;
	while (length < a.length && a[length] === b[length]) length++;
	return length;
}
