import type { Random } from '../../model/index.ts';
import { randomOver, stateFrom } from '../random.ts';

/** From a moment on, another seed decides. */
export interface Branch {
	/** Nanoseconds of virtual time. */
	readonly at: number;
	/** A string of decimal digits, below 2^64. */
	readonly seed: string;
}

/**
 * The randomness of a simulation, addressed by event. A draw is a function of the seed, its purpose (`link:n1>n2`,
 * `disk:n1`, …), the moment at which it is made, and its number among the draws for that purpose at that moment. No draw
 * depends on how many there were before. So when an event is taken out of a run, whatever it did not cause stays as it
 * was, to the bit: that is what makes it possible to shrink a run.
 *
 * With branches, a run is the same as that of its seed until the first branch, and from there on that of another.
 */
export class Draws {
	readonly #seed: string;
	readonly #branches: readonly Branch[];
	readonly #now: () => number;

	constructor(seed: string, now: () => number, branches: readonly Branch[] = []) {
		this.#seed = seed;
		this.#now = now;
		this.#branches = branches;
	}

	/** For one purpose. Whoever draws for it twice in a moment has to use the same one. */
	random(purpose: string): Random {
		const stream = new MomentStream(
			[{ at: 0, seed: this.#seed }, ...this.#branches].map(({ at, seed }) => ({
				at,
				words: stateFrom(`${seed}/${purpose}`),
			})),
		);
		const now = this.#now;
		return randomOver(() => stream.draw(now()));
	}
}

interface Era {
	readonly at: number;
	readonly words: readonly [number, number, number, number];
}

/** A counter-based generator: nothing is carried over from one moment to the next. */
class MomentStream {
	readonly #eras: readonly Era[];
	#words: Era['words'];
	/** How many of the branches are behind, and when the next one comes. */
	#era = 0;
	#eraEndsAt: number;
	#moment = -1;
	#low = 0;
	#high = 0;

	constructor(eras: readonly Era[]) {
		this.#eras = eras;
		this.#words = (eras[0] as Era).words;
		this.#eraEndsAt = eras[1]?.at ?? Number.POSITIVE_INFINITY;
	}

	/** Uniform in [0, 1), with 32 bits. */
	draw(time: number): number {
		if (time !== this.#moment) this.#enter(time);
		// Splitmix's increment, so that the draws of one moment are far apart.
		this.#low = (this.#low + 0x9e3779b9) | 0;
		return (mix(this.#low ^ this.#high) >>> 0) * unit;
	}

	#enter(time: number): void {
		this.#moment = time;
		while (time >= this.#eraEndsAt) this.#branch();
		const [a, b, c, d] = this.#words;
		const timeLow = time | 0;
		const timeHigh = (time * unit) | 0;
		this.#low = mix(mix(a ^ timeLow) + (b ^ timeHigh));
		this.#high = mix(mix(c ^ timeHigh) + (d ^ timeLow));
	}

	#branch(): void {
		this.#era++;
		this.#words = (this.#eras[this.#era] as Era).words;
		this.#eraEndsAt = this.#eras[this.#era + 1]?.at ?? Number.POSITIVE_INFINITY;
	}
}

const unit = 2 ** -32;

/** MurmurHash3's finaliser: every bit of the input changes half of the bits of the output. */
function mix(word: number): number {
	let hash = word;
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return hash ^ (hash >>> 16);
}
