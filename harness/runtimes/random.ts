import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { Random } from '../model/index.ts';

const unit = 2 ** -32;

/**
 * The stream of a run's seed for one purpose (`network:n1>n2`, `nemesis`, …). Streams are independent: a draw that is
 * added to one purpose shifts no other, so that a small change of a test stays a small change of its run.
 *
 * @param seed decimal digits, below 2^64
 */
export function createRandom(seed: string, purpose: string): Random {
	const generator = xoroshiro128plusFromState(stateFrom(`${seed}/${purpose}`));
	return randomOver(() => (generator.next() >>> 0) * unit);
}

/** Everything that can be drawn from uniform numbers in [0, 1). */
export function randomOver(next: () => number): Random {
	const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
	return {
		next,
		integer,
		chance: (probability) => next() < probability,
		pick<T>(items: readonly T[]): T {
			if (items.length === 0) throw new RangeError('Expected a list to pick from that is not empty');
			return items[integer(0, items.length - 1)] as T;
		},
		shuffle<T>(items: readonly T[]): T[] {
			const shuffled = [...items];
			for (let i = shuffled.length - 1; i > 0; i--) {
				const j = integer(0, i);
				[shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
			}
			return shuffled;
		},
	};
}

/** Four well-mixed words from a text (MurmurHash3's finaliser over four differently seeded FNV-1a hashes). */
export function stateFrom(text: string): [number, number, number, number] {
	const words = [0x9e3779b9, 0x7f4a7c15, 0xbf58476d, 0x94d049bb].map((basis) => {
		let hash = basis | 0;
		for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
		hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
		hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
		return hash ^ (hash >>> 16);
	}) as [number, number, number, number];
	// All zeroes is the one state from which xoroshiro never moves.
	return words.every((word) => word === 0) ? [1, 0, 0, 0] : words;
}
