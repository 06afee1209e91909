import type { JsonValue } from '../../harness/model/index.ts';
import { canonical } from './canonical.ts';
import { Numbering } from './numbering.ts';

/** Whole numbers below it are found by position, not by hashing. */
export const DENSE_LIMIT: number = 1 << 24;
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

	/** Of ordinals; of a value that has none, -1 - its position in `#others`. */
	readonly #ids = new Numbering(new Int32Array(256));
	readonly #others: JsonValue[] = [];
	readonly #scalars = new Map<number | string | boolean, number>();
	readonly #pairs = new Map<number, number>();
	readonly #compounds = new Map<string, number>();
	/** By id: the ids of a pair's halves; absent for what is no pair. */
	readonly #halves: (readonly [number, number] | undefined)[] = [];

	constructor() {
		this.#ids.of(0);
	}

	/** How many values there are. */
	get size(): number {
		return this.#ids.count;
	}

	/** The value with this id. */
	value(id: number): JsonValue {
		const ordinal = this.#ids.original(id);
		if (ordinal > 0) return ordinal - 1;
		return ordinal === 0 ? null : (this.#others[-1 - ordinal] as JsonValue);
	}

	/** The id of a value, a new one if it has not come before. */
	intern(value: JsonValue): number {
		if (typeof value === 'number') return this.#number(value);
		if (value === null) return ValueTable.NULL;
		if (typeof value === 'object') return this.#compound(value);
		return this.#scalar(value);
	}

	/** `intern` for a value by its ordinal: 0 for null, n + 1 for a whole number n below `DENSE_LIMIT`. */
	internOrdinal(ordinal: number): number {
		if (ordinal >= this.#ids.limit) this.#ids.raise(Math.min(DENSE_LIMIT + 1, 2 * ordinal + 2));
		return this.#ids.of(ordinal);
	}

	/** The ids of the two halves of `[a, b]`, such as a cas' old and new value; undefined for what is no such pair. */
	pair(id: number): readonly [number, number] | undefined {
		return this.#halves[id];
	}

	#number(value: number): number {
		if (!Number.isInteger(value) || value < 0 || value >= DENSE_LIMIT) return this.#scalar(value);
		return this.internOrdinal(value + 1);
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
		return this.#ids.add(-this.#others.push(value));
	}
}
