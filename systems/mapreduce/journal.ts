import type { JsonValue, Storage } from '../../harness/model/index.ts';
import type { JobSpecification } from './jobs.ts';
import type { AttemptId, Location } from './messages.ts';

/** What a coordinator that starts again has to know (the paper's checkpoints, section 3.3). */
export type JournalRecord =
	/** A life of the coordinator begins. */
	| { readonly kind: 'epoch'; readonly epoch: number }
	| { readonly kind: 'submitted'; readonly specification: JobSpecification }
	/** Need not survive: a map task can be done again. */
	| { readonly kind: 'mapped'; readonly job: string; readonly location: Location }
	/** The output file has its final name: this is what renames it. */
	| { readonly kind: 'committed'; readonly job: string; readonly task: number; readonly attempt: AttemptId };

const file = 'journal';

export class Journal {
	readonly #storage: Storage;

	constructor(storage: Storage) {
		this.#storage = storage;
	}

	records(): readonly JournalRecord[] {
		return this.#storage.read(file) as unknown as readonly JournalRecord[];
	}

	append(record: JournalRecord): void {
		this.#storage.append(file, record as unknown as JsonValue);
	}

	/** Calls back when all files are durable. */
	sync(then: () => void): void {
		this.#storage.sync(then);
	}
}
