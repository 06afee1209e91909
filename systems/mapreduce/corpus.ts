/** A text that everybody can read: the same wherever it is read, as from a distributed file system. */
export interface Corpus {
	/** Chooses the text. */
	readonly seed: number;
	readonly lines: number;
}

const wordsPerLine = 8;
const vocabulary = 2000;
/** So many documents a corpus has, whatever its size; fewer if it has fewer lines. */
const documents = 50;
const consonants = 'bdfghjklmnprstvwxz';
const vowels = 'aeiou';

/** Line `number` of the text, from 0. Some words are frequent and many are rare, as in any language. */
export function lineOf({ seed, lines }: Corpus, number: number): string {
	let state = mix(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b) ^ lines);
	const words: string[] = [];
	for (let i = 0; i < wordsPerLine; i++) {
		state = mix(state + 0x6d2b79f5);
		const drawn = (state >>> 0) / 2 ** 32;
		words.push(word(Math.floor(vocabulary * drawn * drawn * drawn)));
	}
	return words.join(' ');
}

/** The document that a line is part of, from 0. */
export function documentOf({ lines }: Corpus, number: number): number {
	return Math.floor((number * documents) / Math.max(lines, documents));
}

/** The lines of one of `splits` parts of the text: from `first` up to `end`, which is not in it. */
export function splitOf(
	{ lines }: Corpus,
	splits: number,
	split: number,
): { readonly first: number; readonly end: number } {
	return { first: Math.floor((lines * split) / splits), end: Math.floor((lines * (split + 1)) / splits) };
}

function word(number: number): string {
	const syllables = consonants.length * vowels.length;
	const syllable = (n: number): string => `${consonants[Math.floor(n / vowels.length)]}${vowels[n % vowels.length]}`;
	const rest = Math.floor(number / syllables);
	return syllable(number % syllables) + (rest === 0 ? '' : syllable(rest - 1));
}

/** Spreads 32 bits (the finalizer of MurmurHash3). */
function mix(value: number): number {
	let h = value | 0;
	h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
	h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
	return h ^ (h >>> 16);
}
