import type { JsonValue, NodeId, Storage } from '../../harness/model/index.ts';
import type { Entry, Snapshot } from './messages.ts';

/**
 * What must survive a crash (figure 2, "persistent state on all servers"), in one file of records: storage keeps the
 * order of writes within a file only, and a vote must never survive without the entries that came before it.
 *
 * An entry overrides the entries from its index on, so that a conflict needs no record of its own; a state overrides the
 * state before. A torn write leaves a prefix, which is a state that the server was in, and had promised nothing beyond.
 */
export class WriteAheadLog {
	readonly #storage: Storage;
	#dirty = false;
	#writes = 0;

	constructor(storage: Storage) {
		this.#storage = storage;
	}

	recover(): Recovered {
		return replay(this.#storage.read(file) as readonly WalRecord[]);
	}

	appendTermAndVote(term: number, votedFor: NodeId | null): void {
		this.#wrote();
		this.#storage.append(file, { kind: 'state', term, votedFor });
	}

	appendEntry(entry: Entry): void {
		this.#wrote();
		this.#storage.append(file, { kind: 'entry', entry });
	}

	/** Starts the file anew with a snapshot in place of the entries that it covers. */
	compact(snapshot: Snapshot, term: number, votedFor: NodeId | null, entries: readonly Entry[]): void {
		this.#wrote();
		const records: WalRecord[] = [
			{ kind: 'snapshot', snapshot },
			{ kind: 'state', term, votedFor },
		];
		for (const entry of entries) records.push({ kind: 'entry', entry });
		this.#storage.replace(file, records as readonly JsonValue[]);
	}

	/** Whether a crash would take nothing. */
	get isDurable(): boolean {
		return !this.#dirty;
	}

	/** Calls back once all that was written before is durable: at once, when it is already. */
	sync(then: () => void): void {
		if (!this.#dirty) {
			then();
			return;
		}
		const writes = this.#writes;
		this.#storage.sync(() => {
			if (writes === this.#writes) this.#dirty = false;
			then();
		});
	}

	#wrote(): void {
		this.#dirty = true;
		this.#writes++;
	}
}

export interface Recovered {
	readonly term: number;
	readonly votedFor: NodeId | null;
	readonly snapshot: Snapshot | null;
	/** Those after the snapshot, in order. */
	readonly entries: readonly Entry[];
}

type WalRecord =
	| { readonly kind: 'state'; readonly term: number; readonly votedFor: NodeId | null }
	| { readonly kind: 'entry'; readonly entry: Entry }
	| { readonly kind: 'snapshot'; readonly snapshot: Snapshot };

const file = 'raft.wal';

function replay(records: readonly WalRecord[]): Recovered {
	let term = 0;
	let votedFor: NodeId | null = null;
	let snapshot: Snapshot | null = null;
	let entries: Entry[] = [];
	for (const record of records) {
		switch (record.kind) {
			case 'state':
				term = record.term;
				votedFor = record.votedFor;
				break;
			case 'entry':
				entries.length = record.entry.index - 1 - (snapshot?.index ?? 0);
				entries.push(record.entry);
				break;
			case 'snapshot':
				snapshot = record.snapshot;
				entries = [];
				break;
		}
	}
	return { term, votedFor, snapshot, entries };
}
