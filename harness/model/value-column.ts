import { enlarged } from './growth.ts';
import type { JsonValue } from './json.ts';

/** How a value is kept. Numbers, and pairs of numbers (a cas' old and new value), cost no object each. */
const NULL = 0;
const NUMBER = 1;
const BOOLEAN = 2;
const PAIR = 3;
const OTHER = 4;

/** A column of JSON values: 9 bytes for most of what operations carry, 25 for a pair of numbers. Append-only, but for `set`. */
export class ValueColumn {
	#length = 0;
	#kinds = new Uint8Array(0);
	/** The number itself, 0 or 1, or the position among the pairs or the others. */
	#numbers = new Float64Array(0);
	/** Two for each pair. */
	#pairs = new Float64Array(0);
	#pairCount = 0;
	readonly #others: JsonValue[] = [];

	push(value: JsonValue): void {
		const index = this.#length;
		if (index === this.#kinds.length) {
			this.#kinds = enlarged(this.#kinds);
			this.#numbers = enlarged(this.#numbers);
		}
		this.#length = index + 1;
		this.set(index, value);
	}

	pushNumber(value: number): void {
		const index = this.#length;
		if (index === this.#kinds.length) this.push(value);
		else {
			this.#kinds[index] = NUMBER;
			this.#numbers[index] = value;
			this.#length = index + 1;
		}
	}

	set(index: number, value: JsonValue): void {
		if (typeof value === 'number') this.#put(index, NUMBER, value);
		else if (value === null) this.#put(index, NULL, 0);
		else if (typeof value === 'boolean') this.#put(index, BOOLEAN, value ? 1 : 0);
		else if (isPairOfNumbers(value)) this.#put(index, PAIR, this.#addPair(value[0], value[1]));
		else this.#put(index, OTHER, this.#others.push(value) - 1);
	}

	get(index: number): JsonValue {
		const number = this.#numbers[index] as number;
		switch (this.#kinds[index]) {
			case NULL:
				return null;
			case NUMBER:
				return number;
			case BOOLEAN:
				return number === 1;
			case PAIR:
				return [this.#pairs[2 * number] as number, this.#pairs[2 * number + 1] as number];
			default:
				return this.#others[number] as JsonValue;
		}
	}

	/** 0 for null, n + 1 for a whole number n below 2^30, -1 for every other value: what is seen most, without a branch for each. */
	ordinal(index: number): number {
		const kind = this.#kinds[index] as number;
		const number = this.#numbers[index] as number;
		const whole = number | 0;
		return kind <= NUMBER && whole === number && whole >>> 30 === 0 ? whole + kind : -1;
	}

	#put(index: number, kind: number, number: number): void {
		this.#kinds[index] = kind;
		this.#numbers[index] = number;
	}

	#addPair(first: number, second: number): number {
		const position = this.#pairCount++;
		if (2 * position === this.#pairs.length) this.#pairs = enlarged(this.#pairs);
		this.#pairs[2 * position] = first;
		this.#pairs[2 * position + 1] = second;
		return position;
	}
}

function isPairOfNumbers(value: JsonValue): value is readonly [number, number] {
	return Array.isArray(value) && value.length === 2 && typeof value[0] === 'number' && typeof value[1] === 'number';
}
