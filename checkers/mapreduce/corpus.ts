/**
 * The text that the built-in jobs read, made once more from its description: a checker that asked the system for its input
 * would believe the system. `mapreduce.test.ts` compares the two.
 *
 * Line `n` of the text with this `seed` has eight words, each drawn from 2,000 by the cube of a number between 0 and 1, so
 * that some are frequent; a word is one or two syllables. Documents are fifty ranges of lines.
 */
export interface Text {
	readonly seed: number;
	readonly lines: number;
}

const consonants = 'bdfghjklmnprstvwxz';
const vowels = 'aeiou';
const syllables = Array.from({ length: 90 }, (_, i) => consonants.charAt(Math.floor(i / 5)) + vowels.charAt(i % 5));
const words = Array.from({ length: 2000 }, (_, i) => {
	const second = Math.floor(i / 90);
	return `${syllables[i % 90]}${second === 0 ? '' : syllables[second - 1]}`;
});

export function lineOf({ seed, lines }: Text, number: number): string {
	const line: string[] = [];
	let state = scramble(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b) ^ lines);
	while (line.length < 8) {
		state = scramble(state + 0x6d2b79f5);
		const drawn = (state >>> 0) / 0x100000000;
		// Not `** 3`, whose last bit engines may round as they like.
		line.push(words[Math.floor(2000 * drawn * drawn * drawn)] as string);
	}
	return line.join(' ');
}

export function documentOf({ lines }: Text, number: number): number {
	return Math.floor((number * 50) / Math.max(lines, 50));
}

/** MurmurHash3's last step. */
function scramble(bits: number): number {
	let hash = bits | 0;
	hash ^= hash >>> 16;
	hash = Math.imul(hash, 0x85ebca6b);
	hash ^= hash >>> 13;
	hash = Math.imul(hash, 0xc2b2ae35);
	hash ^= hash >>> 16;
	return hash;
}
