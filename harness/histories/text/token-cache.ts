const slotCount = 1 << 11;
/** Longer tokens are hardly ever repeated. */
export const cachedBytesMax = 32;

/**
 * What tokens mean that come again and again: names of fields, keywords, short texts. A token is found by its bytes, without
 * making a text of them. Each token has one slot, which the newest one takes.
 */
export class TokenCache<Meaning> {
	readonly #texts: string[] = new Array(slotCount).fill('');
	readonly #meanings: (Meaning | undefined)[] = new Array(slotCount).fill(undefined);

	/** The meaning of the token in `bytes` from `start` to `end`; undefined where it is not known. */
	find(bytes: Uint8Array, start: number, end: number, hash: number): Meaning | undefined {
		const slot = slotOf(hash);
		const text = this.#texts[slot] as string;
		if (text.length !== end - start) return undefined;
		for (let i = start; i < end; i++) if (text.charCodeAt(i - start) !== bytes[i]) return undefined;
		return this.#meanings[slot];
	}

	/** Keeps the meaning of a token, which is ASCII and not empty. */
	keep(text: string, hash: number, meaning: Meaning): void {
		const slot = slotOf(hash);
		this.#texts[slot] = text;
		this.#meanings[slot] = meaning;
	}
}

/** Texts of ASCII that come again and again, each made once. */
export class TextCache {
	readonly #texts = new TokenCache<string>();

	/** The text of `bytes` from `start` to `end`, all ASCII. */
	text(bytes: Buffer, start: number, end: number, hash: number): string {
		if (end === start) return '';
		if (end - start > cachedBytesMax) return bytes.toString('latin1', start, end);
		const known = this.#texts.find(bytes, start, end, hash);
		if (known !== undefined) return known;
		const text = internalized(bytes.toString('latin1', start, end));
		this.#texts.keep(text, hash, text);
		return text;
	}
}

/** The same text as the engine keeps names of fields: one for all that are equal, so that comparing is comparing addresses. */
export function internalized(text: string): string {
	for (const name in { [text]: 0 }) return name;
	return text;
}

/** The hash of a token with one byte more; that of the empty one is 0. */
export function hashWith(hash: number, byte: number): number {
	return (Math.imul(hash, 31) + byte) | 0;
}

function slotOf(hash: number): number {
	return (hash ^ (hash >>> 11)) & (slotCount - 1);
}
