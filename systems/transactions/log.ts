import type { JsonValue, NodeId, Storage } from '../../harness/model/index.ts';
import type { Decision, TransactionId, Vote, Write } from './messages.ts';

/** What a node writes down about transactions. Nothing is ever removed: whoever wants to know what was decided reads it. */
export type LogRecord =
	/** A life of the coordinator begins. */
	| { readonly kind: 'epoch'; readonly epoch: number }
	/** A participant can carry out either decision from now on. */
	| {
			readonly kind: 'prepared';
			readonly tx: TransactionId;
			readonly participants: readonly NodeId[];
			readonly writes: readonly Write[];
			readonly reads: readonly string[];
			readonly at: number;
	  }
	| { readonly kind: 'refused'; readonly tx: TransactionId; readonly at: number }
	/** Three-phase commit: everybody has voted Yes. The coordinator names the participants. */
	| {
			readonly kind: 'pre-committed';
			readonly tx: TransactionId;
			readonly participants?: readonly NodeId[];
			readonly at: number;
	  }
	/** The coordinator names the participants, a participant has named them before. */
	| {
			readonly kind: 'decided';
			readonly tx: TransactionId;
			readonly decision: Decision;
			readonly participants?: readonly NodeId[];
			readonly at: number;
	  }
	/** All participants have acknowledged the decision: it need not be repeated any more. */
	| { readonly kind: 'ended'; readonly tx: TransactionId };

const file = 'transactions.log';

/** The log of a node: one file, so that records become durable in their order. */
export class TransactionLog {
	readonly #storage: Storage;
	#written: number;
	#durable: number;

	constructor(storage: Storage) {
		this.#storage = storage;
		this.#written = this.all().length;
		// What is there when a node starts has survived.
		this.#durable = this.#written;
	}

	/** Every record, also those that a crash may still take. */
	all(): readonly LogRecord[] {
		return this.#storage.read(file) as readonly LogRecord[];
	}

	/** How many of them no crash can take any more. */
	get durableCount(): number {
		return this.#durable;
	}

	append(record: LogRecord): void {
		this.#storage.append(file, record as JsonValue);
		this.#written++;
	}

	/** Calls back once all that was appended before is durable. */
	sync(then: () => void): void {
		const written = this.#written;
		this.#storage.sync(() => {
			this.#durable = Math.max(this.#durable, written);
			then();
		});
	}
}

/** What a node's durable log says of a transaction, as `log` returns it. Times are by the clock of the node, in milliseconds. */
export interface LoggedTransaction {
	readonly tx: TransactionId;
	readonly role: 'coordinator' | 'participant';
	readonly participants?: readonly NodeId[];
	readonly vote?: Vote;
	readonly votedAt?: number;
	/** More than one only if the node has changed its mind, or has written the same twice. */
	readonly decisions: readonly { readonly decision: Decision; readonly at: number }[];
}

/** The transactions of a log, in the order in which they came into it. */
export function transactionsIn(
	log: TransactionLog,
	role: LoggedTransaction['role'],
	last: number | null,
): readonly LoggedTransaction[] {
	const records = log.all();
	const transactions = new Map<TransactionId, LoggedTransaction>();
	// A transaction has few records, not far from each other: this is enough for the last ones, and cheap.
	const first = last === null ? 0 : Math.max(0, log.durableCount - 6 * last);
	for (let i = first; i < log.durableCount; i++) {
		const record = records[i] as LogRecord;
		if (record.kind === 'epoch' || record.kind === 'ended' || record.kind === 'pre-committed') continue;
		const before = transactions.get(record.tx) ?? { tx: record.tx, role, decisions: [] };
		transactions.set(record.tx, withRecord(before, record));
	}
	const all = [...transactions.values()];
	return last === null ? all : all.slice(-last);
}

function withRecord(
	before: LoggedTransaction,
	record: Extract<LogRecord, { readonly kind: 'prepared' | 'refused' | 'decided' }>,
): LoggedTransaction {
	switch (record.kind) {
		case 'prepared':
			return { ...before, participants: record.participants, vote: 'yes', votedAt: record.at };
		case 'refused':
			return { ...before, vote: 'no', votedAt: record.at };
		case 'decided': {
			const { decision, at, participants } = record;
			return {
				...before,
				...(participants && { participants }),
				decisions: [...before.decisions, { decision, at }],
			};
		}
	}
}
