import type { JsonValue, Storage } from '../../harness/model/index.ts';
import type { AttemptId, Pair } from './messages.ts';

/**
 * Files of reduce output, in place of the distributed file system that the paper has underneath. A file grows under the
 * name of its attempt, which nobody reads; whoever commits it makes sure first that it is durable.
 */
export class OutputStore {
	readonly #storage: Storage;
	/** How many parts each file has. */
	readonly #parts = new Map<AttemptId, number>();

	constructor(storage: Storage) {
		this.#storage = storage;
	}

	/** After a restart: what was committed stays, and nothing else. */
	recover(committed: ReadonlySet<AttemptId>): void {
		for (const file of this.#storage.list()) {
			const attempt = file.startsWith(prefix) ? file.slice(prefix.length) : undefined;
			if (attempt !== undefined && !committed.has(attempt)) this.#storage.remove(file);
		}
	}

	parts(attempt: AttemptId): number {
		return this.#parts.get(attempt) ?? 0;
	}

	/** Parts that come again, or too early, change nothing. */
	append(attempt: AttemptId, part: number, records: readonly Pair[]): void {
		if (part !== this.parts(attempt)) return;
		this.#parts.set(attempt, part + 1);
		this.#storage.append(prefix + attempt, records as JsonValue);
	}

	read(attempt: AttemptId): readonly Pair[] {
		return (this.#storage.read(prefix + attempt) as unknown as readonly (readonly Pair[])[]).flat();
	}

	remove(attempt: AttemptId): void {
		this.#parts.delete(attempt);
		this.#storage.remove(prefix + attempt);
	}

	/** What attempts at this job have left that came to nothing. */
	removeTemporary(job: string, committed: ReadonlySet<AttemptId>): void {
		for (const attempt of [...this.#parts.keys()]) {
			if (attempt.startsWith(`${job}-`) && !committed.has(attempt)) this.remove(attempt);
		}
	}
}

const prefix = 'output-';
