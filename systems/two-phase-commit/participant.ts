import type { Inspection, Message, NodeContext, NodeId, NodeProgram } from '../../harness/model/index.ts';
import { Executor } from '../transactions/executor.ts';
import { type LogRecord, transactionsIn } from '../transactions/log.ts';
import type {
	ClientRequest,
	Decision,
	Execute,
	GiveUp,
	ReadLog,
	TransactionId,
	Write,
} from '../transactions/messages.ts';
import { coordinatorOf } from '../transactions/placement.ts';
import type { DecisionMessage, DecisionRequest, PeerMessage, Prepare } from './messages.ts';
import type { CommitOptions } from './options.ts';

/** A transaction for which this participant has voted Yes and knows no decision: it is in doubt, and keeps its locks. */
export interface Prepared {
	readonly tx: TransactionId;
	readonly participants: readonly NodeId[];
	readonly writes: readonly Write[];
	readonly reads: readonly string[];
	/** When it voted, by the node's own clock. */
	readonly sinceMs: number;
}

/** What the invariants look at. */
export interface ParticipantInternals {
	/** Every vote and decision of this life, and those that the log kept of earlier ones, in order. */
	readonly history: readonly ParticipantEvent[];
}

export type ParticipantEvent =
	| { readonly kind: 'yes' | 'no'; readonly tx: TransactionId; readonly participants: readonly NodeId[] }
	| { readonly kind: Decision; readonly tx: TransactionId };

/**
 * A participant. As long as it has not voted it may abort a transaction by itself; once it has voted Yes it may not decide
 * any more, and must be able to carry out either decision, whatever happens to it. So it writes down what it needs for that
 * before it votes, and after a crash takes its locks again before anything else.
 *
 * In doubt, it asks: the coordinator, and the other participants (cooperative termination; Bernstein, Hadzilacos and
 * Goodman, section 7.4). One that knows the decision tells it; one that has not voted aborts, and tells that. If everybody
 * else is in doubt as well and the coordinator is down, it is blocked, with its locks: that is what two-phase commit is
 * known for.
 */
export class Participant extends Executor implements NodeProgram {
	protected readonly commitOptions: CommitOptions;
	protected readonly prepared: Map<TransactionId, Prepared> = new Map();
	protected readonly outcomes: Map<TransactionId, Decision> = new Map();
	/** For the invariants. */
	readonly #history: ParticipantEvent[] = [];

	constructor(context: NodeContext, options: CommitOptions) {
		super(context, options);
		this.commitOptions = options;
	}

	start(): void {
		for (const record of this.log.all()) this.redo(record);
		for (const transaction of this.prepared.values()) {
			this.lockAgain(transaction);
			this.awaitDecision(transaction.tx);
		}
	}

	/** The log is the state: what was committed is applied again, in the same order. */
	private redo(record: LogRecord): void {
		if (record.kind === 'prepared') {
			const { tx, participants, writes, reads, at } = record;
			this.prepared.set(tx, { tx, participants, writes, reads, sinceMs: at });
			this.#history.push({ kind: 'yes', tx, participants });
		} else if (record.kind === 'decided') {
			this.carryOutDecision(record.tx, record.decision);
		} else if (record.kind === 'refused') {
			this.#history.push({ kind: 'no', tx: record.tx, participants: [] });
		}
	}

	/** Nobody else holds a lock yet. */
	protected lockAgain({ tx, writes, reads }: Prepared): void {
		for (const key of reads) this.locks.acquire(tx, key, 'shared', () => {});
		for (const [, key] of writes) this.locks.acquire(tx, key, 'exclusive', () => {});
	}

	receive(message: Message<ClientRequest | PeerMessage>): void {
		switch (message.body.type) {
			case 'execute':
				this.onExecute(message as Message<Execute>);
				break;
			case 'give_up':
				this.onGiveUp(message as Message<GiveUp>);
				break;
			case 'prepare':
				this.onPrepare(message as Message<Prepare>);
				break;
			case 'decision':
				this.onDecision(message as Message<DecisionMessage>);
				break;
			case 'decision_request':
				this.onDecisionRequest(message as Message<DecisionRequest>);
				break;
			case 'log':
				this.answerLog(message as Message<ReadLog>);
				break;
		}
	}

	protected override isClosed(tx: TransactionId): boolean {
		return this.prepared.has(tx) || this.outcomes.has(tx);
	}

	/** Votes, or votes again: the first answer may have been lost. */
	private onPrepare({ src, body }: Message<Prepare>): void {
		const { tx, share, participants } = body;
		if (this.prepared.has(tx)) {
			// The record of the first vote may still be on its way to the disk.
			this.log.sync(() => this.sendTo(src, { type: 'vote', tx, vote: 'yes' }));
		} else if (this.outcomes.has(tx)) {
			this.voteOnClosed(src, body);
		} else if (this.holds(tx, share) && this.active.get(tx)?.votesNo === false) {
			this.voteYes(src, tx, participants);
		} else {
			this.voteNo(src, tx);
		}
	}

	/** The decision is known, and stays. If it was to commit, the coordinator has this vote already. */
	protected voteOnClosed(coordinator: NodeId, { tx }: Prepare): void {
		const vote = this.outcomes.get(tx) === 'commit' ? 'yes' : 'no';
		this.sendTo(coordinator, { type: 'vote', tx, vote });
	}

	protected voteYes(coordinator: NodeId, tx: TransactionId, participants: readonly NodeId[]): void {
		const active = this.active.get(tx);
		const { writes = [], reads = new Set<string>() } = active ?? {};
		const prepared: Prepared = { tx, participants, writes, reads: [...reads], sinceMs: this.context.now() };
		this.forgetActive(tx);
		this.prepared.set(tx, prepared);
		this.#history.push({ kind: 'yes', tx, participants });
		this.logPrepared(prepared, () => this.sendTo(coordinator, { type: 'vote', tx, vote: 'yes' }));
		this.awaitDecision(tx);
	}

	/** Durable before it is said. */
	protected logPrepared({ tx, participants, writes, reads, sinceMs }: Prepared, then: () => void): void {
		this.log.append({ kind: 'prepared', tx, participants, writes, reads, at: sinceMs });
		this.log.sync(then);
	}

	/** Whoever votes No knows the decision. Nothing has to be durable: without a Yes in the log it is a No. */
	private voteNo(coordinator: NodeId, tx: TransactionId): void {
		this.log.append({ kind: 'refused', tx, at: this.context.now() });
		this.#history.push({ kind: 'no', tx, participants: [] });
		this.abortLocally(tx);
		this.sendTo(coordinator, { type: 'vote', tx, vote: 'no' });
	}

	protected override abortLocally(tx: TransactionId): void {
		this.decide(tx, 'abort');
	}

	private onDecision({ src, body: { tx, decision } }: Message<DecisionMessage>): void {
		if (this.isNews(tx)) this.decide(tx, decision);
		if (decision !== 'commit' || src !== this.coordinator) return;
		this.log.sync(() => this.sendTo(src, { type: 'ack', tx }));
	}

	/** A decision that comes again changes nothing. */
	protected isNews(tx: TransactionId): boolean {
		return !this.outcomes.has(tx);
	}

	protected decide(tx: TransactionId, decision: Decision): void {
		this.logDecision(tx, decision);
		this.conclude(tx, decision);
	}

	protected logDecision(tx: TransactionId, decision: Decision): void {
		this.log.append({ kind: 'decided', tx, decision, at: this.context.now() });
	}

	protected conclude(tx: TransactionId, decision: Decision): void {
		this.carryOutDecision(tx, decision);
		this.forgetActive(tx);
		this.context.cancelTimer(`in doubt ${tx}`);
		this.locks.release(tx);
	}

	protected carryOutDecision(tx: TransactionId, decision: Decision): void {
		const transaction = this.prepared.get(tx);
		if (decision === 'commit' && transaction !== undefined) this.apply(transaction.writes);
		this.prepared.delete(tx);
		this.outcomes.set(tx, decision);
		this.#history.push({ kind: decision, tx });
	}

	protected awaitDecision(tx: TransactionId): void {
		this.context.setTimer(`in doubt ${tx}`, this.commitOptions.inquireMs, () => {
			const transaction = this.prepared.get(tx);
			if (transaction === undefined) return;
			this.inquire(transaction);
			this.awaitDecision(tx);
		});
	}

	/** Cooperative termination. */
	protected inquire({ tx, participants }: Prepared): void {
		for (const node of [this.coordinator, ...participants]) {
			if (node !== this.context.id) this.sendTo(node, { type: 'decision_request', tx });
		}
	}

	/** Another participant is in doubt. If this one has not voted, it never will: then it is an abort for all. */
	private onDecisionRequest({ src, body: { tx } }: Message<DecisionRequest>): void {
		if (this.prepared.has(tx)) return;
		if (!this.outcomes.has(tx)) this.abortLocally(tx);
		this.sendTo(src, { type: 'decision', tx, decision: this.outcomes.get(tx) as Decision });
	}

	private answerLog(request: Message<ReadLog>): void {
		const transactions = transactionsIn(this.log, 'participant', request.body.last);
		const now = this.context.now();
		const inDoubt = [...this.prepared.values()].map(({ tx, participants, sinceMs }) => ({
			tx,
			sinceMs: now - sinceMs,
			waitingFor: [this.coordinator, ...participants.filter((node) => node !== this.context.id)],
			locks: this.locks.heldBy(tx),
		}));
		this.context.reply(request, { type: 'log_ok', transactions, inDoubt } as never);
	}

	protected get coordinator(): NodeId {
		return coordinatorOf([this.context.id, ...this.context.peers]);
	}

	protected sendTo(node: NodeId, body: PeerMessage): void {
		this.context.send(node, body);
	}

	inspect(): Inspection {
		return { role: 'participant', active: this.active.size, inDoubt: this.prepared.size, decided: this.outcomes.size };
	}

	internals(): ParticipantInternals {
		return this.internal;
	}

	private readonly internal: ParticipantInternals = { history: this.#history };
}
