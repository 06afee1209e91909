import { canonical } from '../canonical.ts';
import { shorten } from '../describe-operation.ts';
import { INITIAL } from './chains.ts';

/** Splits texts into tokens of which none is the beginning of another one, so that there is one way at most. */
export class TokenReader {
	/** The tokens of the text that was read last; or of a longer one, of which that is the beginning. */
	readonly tokens: number[] = [];
	/** Where each of them ends. */
	readonly #ends: number[] = [];
	/** The first of them that the last read added; the ones before have been shown already. */
	fresh = 0;
	/** The last token of the text that was read last. */
	value: number = INITIAL;
	readonly #initial: string;
	readonly #tokenOf = new Map<string, number>();
	readonly #lengths: number[] = [];
	#text = '';

	constructor(initial: string) {
		this.#initial = initial;
		if (initial !== '') this.add(initial, INITIAL);
	}

	/** False if there is such a token already. */
	add(text: string, token: number): boolean {
		if (this.#tokenOf.has(text)) return false;
		this.#tokenOf.set(text, token);
		if (!this.#lengths.includes(text.length)) this.#lengths.push(text.length);
		return true;
	}

	/** What is wrong with the tokens: that one is the beginning of another one. */
	findPrefix(): string | undefined {
		const sorted = [...this.#tokenOf.keys()].sort();
		for (const [i, text] of sorted.entries()) {
			const after = sorted[i + 1];
			if (after?.startsWith(text) === true) {
				return `${shorten(canonical(text))} is the beginning of ${shorten(canonical(after))}, which makes texts ambiguous`;
			}
		}
		return undefined;
	}

	/** Reads a text. False if it is not made of tokens. Texts that continue each other, as most do, are not read again. */
	read(text: string): boolean {
		this.fresh = this.tokens.length;
		if (text === '') {
			this.value = INITIAL;
			return this.#initial === '';
		}
		if (this.#text.startsWith(text)) return this.#find(text.length);
		if (!text.startsWith(this.#text)) this.#forget();
		return this.#continue(text);
	}

	#continue(text: string): boolean {
		this.fresh = this.tokens.length;
		let at = this.#text.length;
		while (at < text.length) {
			const length = this.#lengths.find(
				(one) => at + one <= text.length && this.#tokenOf.has(text.slice(at, at + one)),
			);
			if (length === undefined) return false;
			this.tokens.push(this.#tokenOf.get(text.slice(at, at + length)) as number);
			at += length;
			this.#ends.push(at);
		}
		this.#text = text;
		this.value = this.tokens.at(-1) as number;
		return true;
	}

	/** The token that ends here. */
	#find(end: number): boolean {
		let low = 0;
		let high = this.#ends.length - 1;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.#ends[middle] as number) < end) low = middle + 1;
			else high = middle;
		}
		this.value = this.tokens[low] as number;
		return this.#ends[low] === end;
	}

	#forget(): void {
		this.tokens.length = 0;
		this.#ends.length = 0;
		this.#text = '';
	}
}
