import type { JsonValue } from '../../harness/model/index.ts';
import { canonical } from './canonical.ts';

/** Whole numbers from 0 to here are found by position, not by hashing. */
const DENSE_LIMIT = 1 << 24;
/** The factor that joins two ids to one number: ids stay below it. */
const PAIR_BASE = 2 ** 26;

/**
 * JSON values as small integers: two values share an id exactly when they are equal as JSON (objects whatever the order of
 * their fields, 0 and -0 alike). Ids count up from 0 in the order in which values appear; null has the id 0 always.
 *
 * Numbers, texts and pairs of them, which is what operations carry, are interned without making JSON text.
 */
export class ValueTable {
	static readonly NULL = 0;

	readonly #values: JsonValue[] = [null];
	/** By whole number: its id + 1. Grows with the largest number that came. */
	#dense = new Int32Array(256);
	readonly #scalars = new Map<number | string | boolean, number>();
	readonly #pairs = new Map<number, number>();
	readonly #compounds = new Map<string, number>();
	/** By id: the ids of a pair's halves; absent for what is no pair. */
	readonly #halves: (readonly [number, number] | undefined)[] = [];

	/** How many values there are. */
	get size(): number {
		return this.#values.length;
	}

	/** The value with this id. */
	value(id: number): JsonValue {
		return this.#values[id] as JsonValue;
	}

	/** The id of a value, a new one if it has not come before. */
	intern(value: JsonValue): number {
		if (typeof value === 'number') return this.#number(value);
		if (value === null) return ValueTable.NULL;
		if (typeof value === 'object') return this.#compound(value);
		return this.#scalar(value);
	}

	/** The ids of the two halves of `[a, b]`, such as a cas' old and new value; undefined for what is no such pair. */
	pair(id: number): readonly [number, number] | undefined {
		return this.#halves[id];
	}

	#number(value: number): number {
		if (!Number.isInteger(value) || value < 0 || value >= DENSE_LIMIT) return this.#scalar(value);
		if (value >= this.#dense.length) this.#enlarge(value);
		const known = this.#dense[value] as number;
		if (known !== 0) return known - 1;
		const id = this.#add(value);
		this.#dense[value] = id + 1;
		return id;
	}

	#scalar(value: number | string | boolean): number {
		const known = this.#scalars.get(value);
		if (known !== undefined) return known;
		const id = this.#add(value);
		this.#scalars.set(value, id);
		return id;
	}

	#compound(value: Exclude<JsonValue, number | string | boolean | null>): number {
		if (Array.isArray(value) && value.length === 2) return this.#pair(value as readonly JsonValue[]);
		const text = canonical(value);
		const known = this.#compounds.get(text);
		if (known !== undefined) return known;
		const id = this.#add(value);
		this.#compounds.set(text, id);
		return id;
	}

	#pair(value: readonly JsonValue[]): number {
		const first = this.intern(value[0] as JsonValue);
		const second = this.intern(value[1] as JsonValue);
		const name = first * PAIR_BASE + second;
		const known = this.#pairs.get(name);
		if (known !== undefined) return known;
		const id = this.#add(value);
		this.#pairs.set(name, id);
		this.#halves[id] = [first, second];
		return id;
	}

	#add(value: JsonValue): number {
		return this.#values.push(value) - 1;
	}

	#enlarge(value: number): void {
		const larger = new Int32Array(Math.min(DENSE_LIMIT, 2 * value + 2));
		larger.set(this.#dense);
		this.#dense = larger;
	}
}
