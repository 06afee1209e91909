import { enlarged } from '../../harness/model/growth.ts';

/**
 * Numbers small whole numbers, the *originals*, from 0 on in the order in which they come up. What is new and what is known comes
 * in no order that a processor could guess, so that it is no branch here.
 */
export class Numbering {
	/** By original: its number + 1, 0 if it has none. */
	#numbers: Int32Array;
	/** By number. */
	#originals = new Int32Array(64);
	#count = 0;

	/** @param numbers all 0; its length is above every original that comes up */
	constructor(numbers: Int32Array) {
		this.#numbers = numbers;
	}

	/** How many have a number. */
	get count(): number {
		return this.#count;
	}

	/** The number of an original, a new one if it has not come up before. */
	of(original: number): number {
		const count = this.#count;
		if (count === this.#originals.length) this.#originals = enlarged(this.#originals);
		const known = (this.#numbers[original] as number) - 1;
		const isNew = known >>> 31;
		const number = known + (count + 1) * isNew;
		this.#numbers[original] = number + 1;
		this.#originals[number] = original;
		this.#count = count + isNew;
		return number;
	}

	/** A new number for something that `original` gives back, and that is never asked for. */
	add(original: number): number {
		if (this.#count === this.#originals.length) this.#originals = enlarged(this.#originals);
		this.#originals[this.#count] = original;
		return this.#count++;
	}

	original(number: number): number {
		return this.#originals[number] as number;
	}

	/** Originals are below it. */
	get limit(): number {
		return this.#numbers.length;
	}

	raise(limit: number): void {
		const larger = new Int32Array(limit);
		larger.set(this.#numbers);
		this.#numbers = larger;
	}

	/** Makes what was given to the constructor all 0 again. What the originals were is still known. */
	forget(): void {
		for (let number = 0; number < this.#count; number++) this.#numbers[this.#originals[number] as number] = 0;
	}
}
