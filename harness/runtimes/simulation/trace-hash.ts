/**
 * A running 64-bit hash over everything that happens in a simulation: two runs with the same hash did the same, event by
 * event. It is fast (two multiplications a word) and not cryptographic: it guards against accidents, not adversaries.
 */
export class TraceHash {
	#low = 0x243f6a88 | 0;
	#high = 0x85a308d3 | 0;

	/** Two lanes that do not wait for each other: a processor works on both at a time. `digest` mixes them. */
	word(word: number): void {
		this.#low = Math.imul(((this.#low << 5) | (this.#low >>> 27)) ^ word, 0x9e3779b1);
		this.#high = Math.imul(((this.#high << 13) | (this.#high >>> 19)) + word, 0x85ebca77);
	}

	number(value: number): void {
		const integer = value | 0;
		if (integer === value) {
			this.word(integer);
			return;
		}
		double[0] = value;
		this.word(halves[0] as number);
		this.word(halves[1] as number);
	}

	text(text: string): void {
		let word = text.length;
		for (let i = 0; i < text.length; i++) {
			word = Math.imul(word, 0x01000193) ^ text.charCodeAt(i);
			// Each word carries few characters, so that distinct texts of the same length meet only by accident.
			if ((i & 3) === 3) this.word(word);
		}
		this.word(word);
	}

	/** Hashes plain data as JSON would write it. Throws a `TypeError` that names the place of anything else. */
	json(value: unknown, path: string): void {
		switch (typeof value) {
			case 'number':
				this.#number(value, path);
				return;
			case 'string':
				this.word(2);
				this.text(value);
				return;
			case 'boolean':
				this.word(value ? 3 : 4);
				return;
			case 'object':
				if (value === null) this.word(5);
				else if (Array.isArray(value)) this.#array(value, path);
				else this.#object(value as Record<string, unknown>, path);
				return;
			default:
				throw notJson(path, value);
		}
	}

	#number(value: number, path: string): void {
		const integer = value | 0;
		if (integer === value) {
			// Spread over all words, so that no small integer looks like the mark of another type.
			this.word(Math.imul(integer, 0x9e3779b1) + 0x7f4a7c15);
			return;
		}
		if (!Number.isFinite(value)) throw notJson(path, value);
		this.word(1);
		this.number(value);
	}

	/** 16 hexadecimal digits. */
	digest(): string {
		const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
		const low = finish(this.#low ^ Math.imul(this.#high, 0xc2b2ae3d));
		return hex(finish(this.#high ^ low)) + hex(low);
	}

	#array(items: readonly unknown[], path: string): void {
		this.word(6);
		this.word(items.length);
		for (let i = 0; i < items.length; i++) this.json(items[i], path);
	}

	#object(fields: Record<string, unknown>, path: string): void {
		const prototype = Object.getPrototypeOf(fields);
		if (prototype !== Object.prototype && prototype !== null) throw notJson(path, fields);
		this.word(7);
		for (const field in fields) {
			const value = fields[field];
			// JSON drops a field that is undefined, and so a process would not see it.
			if (value === undefined) continue;
			this.word(nameWord(field));
			// Most fields are numbers, and need no look at what else they could be.
			if (typeof value === 'number') this.#number(value, field);
			else this.json(value, field);
		}
		this.word(8);
	}
}

/**
 * A word for a field's name: its length and its first and last character. Every value is hashed in full; that a name
 * differs elsewhere, with all values the same, is not worth the time in every field of every message.
 */
function nameWord(name: string): number {
	const { length } = name;
	return length === 0 ? 0 : (length << 24) ^ (name.charCodeAt(0) << 12) ^ name.charCodeAt(length - 1);
}

/** MurmurHash3's finaliser: every bit of the input changes half of the bits of the output. */
function finish(word: number): number {
	let hash = word;
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return hash ^ (hash >>> 16);
}

/** 32 bits that stand for a text. */
export function hashText(text: string): number {
	const hash = new TraceHash();
	hash.text(text);
	return Number.parseInt(hash.digest().slice(0, 8), 16) | 0;
}

const double = new Float64Array(1);
const halves = new Int32Array(double.buffer);

function notJson(path: string, value: unknown): TypeError {
	const what = typeof value === 'object' ? (value?.constructor?.name ?? 'an object') : String(value);
	return new TypeError(`Expected plain JSON data in \`${path}\`, got ${what}: another runtime could not carry it`);
}
