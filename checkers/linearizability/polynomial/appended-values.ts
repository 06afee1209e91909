import { type ChainedValues, emptyChains, INITIAL, noteRead } from './chains.ts';
import { type Evidence, NONE } from './monitor.ts';
import type { Timeline } from './timeline.ts';

/**
 * Strings and lists that grow by tokens, each put or appended once: what a read returned tells for every token in it what
 * stood before. So an append that was seen is a cas, from what stood before to that with the token at its end; a token that
 * nobody saw went to where nobody looked, and is like a write.
 */
export class AppendedValues {
	readonly chains: ChainedValues & { count: number };
	/** By token: 1 if it replaces what was there. */
	readonly #puts: Uint8Array;
	/** By token: the read that showed it first. */
	readonly #shownBy: Int32Array;

	/** By read: the last token that it shows. */
	readonly #valueOf = new Map<number, number>();

	/** @param tokens how many there are at most, beside the initial value */
	constructor(tokens: number) {
		this.chains = emptyChains(tokens + 1);
		this.chains.count = 1;
		this.#puts = new Uint8Array(tokens + 1);
		this.#shownBy = new Int32Array(tokens + 1).fill(NONE);
	}

	/** A token that the operation in this row puts or appends. */
	write(row: number, isPut: boolean): number {
		const token = this.chains.count++;
		this.chains.writer[token] = row;
		this.#puts[token] = isPut ? 1 : 0;
		return token;
	}

	/**
	 * A read showed this token right after that one (`NONE`: at the beginning). False if that contradicts another read, or
	 * how the token was written.
	 */
	follows(token: number, before: number, row: number, startsEmpty: boolean): boolean {
		if (token === INITIAL) return before === NONE;
		if (this.#puts[token] === 1) return before === NONE;
		const source = before === NONE && startsEmpty ? INITIAL : before;
		if (source === NONE) return false;
		if (this.#shownBy[token] === NONE) {
			this.#shownBy[token] = row;
			this.chains.from[token] = source;
			return true;
		}
		return this.chains.from[token] === source;
	}

	/** A read returned this value: the last token that it shows. */
	note(row: number, value: number, timeline: Timeline): void {
		noteRead(this.chains, value, row, timeline);
		this.#valueOf.set(row, value);
	}

	/** See `ChainNames.shownBy`. */
	shownBy(token: number): { readonly row: number; readonly value: number } {
		const row = this.#shownBy[token] as number;
		return { row, value: this.#valueOf.get(row) as number };
	}

	/** A read, and the one before it that contradicts it, with all that was written of what they show. */
	contradiction(row: number, tokens: readonly number[], sentence: string): Evidence {
		const other = this.#shownBy[tokens.at(-1) as number] as number;
		const writers = new Set<number>();
		for (let token = tokens.at(-1) as number; token > INITIAL; token = this.chains.from[token] as number) {
			const writer = this.chains.writer[token] as number;
			if (writers.has(writer)) break;
			writers.add(writer);
		}
		for (const token of tokens) if (token !== INITIAL) writers.add(this.chains.writer[token] as number);
		return { rows: [row, ...(other === NONE ? [] : [other]), ...writers], sentence };
	}
}
