import type { JsonValue, Storage } from '../../harness/model/index.ts';

const file = 'journal';

/**
 * What a node writes down, in one file and in order. A record is whole or not there at all: one record is one local
 * transaction, and a crash leaves the first so many of them. Nothing is ever removed.
 */
export class Journal<Entry> {
	readonly #storage: Storage;
	#length: number;

	constructor(storage: Storage) {
		this.#storage = storage;
		this.#length = this.all().length;
	}

	/** Every record, also those that a crash may still take. */
	all(): readonly Entry[] {
		return this.#storage.read(file) as readonly Entry[];
	}

	get length(): number {
		return this.#length;
	}

	append(entry: Entry): void {
		this.#storage.append(file, entry as JsonValue);
		this.#length++;
	}

	/** Calls back once all that was appended before is durable. */
	sync(then: () => void): void {
		this.#storage.sync(then);
	}
}
