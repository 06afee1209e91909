import type { JsonValue } from '../harness/model/index.ts';
import { canonical } from './linearizability/canonical.ts';

/** What is kept for each value under each key. Values are equal when their JSON is. */
export class ValuesByKey<Entry> {
	readonly #keys = new Map<string, Map<unknown, Entry>>();

	/** The entry of a value, made when there is none. */
	getOrCreate(key: JsonValue | undefined, value: JsonValue, create: () => Entry): Entry {
		const entries = this.#of(key);
		const name = nameOf(value);
		let entry = entries.get(name);
		if (entry === undefined) {
			entry = create();
			entries.set(name, entry);
		}
		return entry;
	}

	/** All entries, key by key, in the order in which they were made. */
	*entries(): Generator<Entry> {
		for (const entries of this.#keys.values()) yield* entries.values();
	}

	#of(key: JsonValue | undefined): Map<unknown, Entry> {
		const name = key === undefined ? '' : canonical(key);
		let entries = this.#keys.get(name);
		if (entries === undefined) {
			entries = new Map();
			this.#keys.set(name, entries);
		}
		return entries;
	}
}

/** A number or a string stands for itself: there are many. No string that stands for itself begins like the others. */
function nameOf(value: JsonValue): unknown {
	if (typeof value === 'object') return `\u0000${canonical(value)}`;
	return typeof value === 'string' && value.startsWith('\u0000') ? `\u0000${canonical(value)}` : value;
}
