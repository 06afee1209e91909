import type { JsonValue, Storage } from '../../harness/model/index.ts';
import type { AttemptId, Group } from './messages.ts';

/** The intermediate data on a worker's own disk: one file for each map attempt, with a record for each partition. */
export class MapOutputs {
	readonly #storage: Storage;
	readonly #byJob = new Map<string, Set<AttemptId>>();

	constructor(storage: Storage) {
		this.#storage = storage;
		// Nobody knows any more what an earlier life has left there.
		for (const file of storage.list()) storage.remove(file);
	}

	get jobs(): readonly string[] {
		return [...this.#byJob.keys()];
	}

	/** Calls back when it is durable. */
	write(job: string, attempt: AttemptId, partitions: readonly (readonly Group[])[], then: () => void): void {
		this.#byJob.set(job, (this.#byJob.get(job) ?? new Set()).add(attempt));
		this.#storage.replace(attempt, partitions as JsonValue as readonly JsonValue[]);
		this.#storage.sync(then);
	}

	read(job: string, attempt: AttemptId, partition: number): readonly Group[] | null {
		if (this.#byJob.get(job)?.has(attempt) !== true) return null;
		return (this.#storage.read(attempt)[partition] ?? null) as readonly Group[] | null;
	}

	forget(job: string): void {
		for (const attempt of this.#byJob.get(job) ?? []) this.#storage.remove(attempt);
		this.#byJob.delete(job);
	}
}
