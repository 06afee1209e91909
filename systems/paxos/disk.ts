import type { JsonValue, Storage } from '../../harness/model/index.ts';
import type { AcceptedEntry, Ballot, Slot, Snapshot } from './messages.ts';

/**
 * What an acceptor must not forget, in one file of records, so that what a crash leaves is a prefix of what was written:
 * a state that the acceptor was in, and had told nothing beyond.
 */
export class AcceptorDisk {
	readonly #storage: Storage;

	constructor(storage: Storage) {
		this.#storage = storage;
	}

	recover(): Recovered {
		const recovered: Recovered = { promised: 0, accepted: new Map(), snapshot: null };
		for (const record of this.#storage.read(file) as readonly DiskRecord[]) redo(recovered, record);
		return recovered;
	}

	writePromise(ballot: Ballot, then: () => void): void {
		this.#storage.append(file, { kind: 'promised', ballot });
		this.#storage.sync(then);
	}

	/** An acceptance is a promise as well. */
	writeAccepted(entries: readonly AcceptedEntry[], then: () => void): void {
		this.#storage.append(file, ...entries.map((entry) => ({ kind: 'accepted', entry }) as unknown as JsonValue));
		this.#storage.sync(then);
	}

	/** Starts the file anew, with a snapshot for all that it covers. */
	trim(snapshot: Snapshot, promised: Ballot, accepted: Iterable<AcceptedEntry>): void {
		const records: DiskRecord[] = [
			{ kind: 'snapshot', snapshot },
			{ kind: 'promised', ballot: promised },
		];
		for (const entry of accepted) records.push({ kind: 'accepted', entry });
		this.#storage.replace(file, records as unknown as readonly JsonValue[]);
	}
}

interface Recovered {
	promised: Ballot;
	readonly accepted: Map<Slot, AcceptedEntry>;
	snapshot: Snapshot | null;
}

type DiskRecord =
	| { readonly kind: 'promised'; readonly ballot: Ballot }
	| { readonly kind: 'accepted'; readonly entry: AcceptedEntry }
	| { readonly kind: 'snapshot'; readonly snapshot: Snapshot };

const file = 'paxos.log';

function redo(recovered: Recovered, record: DiskRecord): void {
	switch (record.kind) {
		case 'promised':
			recovered.promised = Math.max(recovered.promised, record.ballot);
			break;
		case 'accepted':
			recovered.promised = Math.max(recovered.promised, record.entry.ballot);
			recovered.accepted.set(record.entry.slot, record.entry);
			break;
		case 'snapshot':
			recovered.snapshot = record.snapshot;
			break;
	}
}
