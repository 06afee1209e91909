import {
	type ErrorBody,
	errorCodes,
	type Inspection,
	type Message,
	type NodeContext,
	type NodeId,
	type NodeProgram,
} from '../../harness/model/index.ts';
import { TransactionLog, transactionsIn } from '../transactions/log.ts';
import type { ClientRequest, Commit, Decision, ReadLog, Share, TransactionId } from '../transactions/messages.ts';
import type { Acknowledge, DecisionRequest, PeerMessage, VoteMessage } from './messages.ts';
import type { CommitOptions } from './options.ts';

/** A transaction between the client's request to commit and the last acknowledgement. */
export interface Ongoing {
	readonly tx: TransactionId;
	readonly shares: readonly Share[];
	/** `logging`: everybody has voted Yes, and the decision is on its way to the disk. */
	phase: 'voting' | 'logging' | 'committing';
	readonly yesVotes: Set<NodeId>;
	readonly acknowledged: Set<NodeId>;
	/** Clients that wait for the outcome: the same one several times, if it was impatient. */
	readonly requests: Message<Commit>[];
}

/**
 * The coordinator (Bernstein, Hadzilacos and Goodman, section 7.4), with presumed abort (Mohan, Lindsay and Obermarck 1986):
 * it writes down commits alone, before anybody hears of them, and forgets one when every participant has it. Whatever it
 * does not know it has not committed; so after a crash everything without a record is aborted, and nobody need be told.
 *
 * It gives out the transactions' names, `epoch.number`, with an epoch of its own in each life. A request to commit one of
 * an earlier life comes too late: its votes, if there were any, are forgotten, and some participant may have been told so.
 */
export class Coordinator implements NodeProgram {
	protected readonly context: NodeContext;
	protected readonly options: CommitOptions;
	protected readonly log: TransactionLog;
	protected readonly ongoing: Map<TransactionId, Ongoing> = new Map();
	/** What clients are told when they ask again. */
	protected readonly outcomes: Map<TransactionId, Decision> = new Map();
	private epoch = 0;
	private lastNumber = 0;
	private isReady = false;

	constructor(context: NodeContext, options: CommitOptions) {
		this.context = context;
		this.options = options;
		this.log = new TransactionLog(context.storage);
	}

	start(): void {
		this.recover();
		this.epoch++;
		this.log.append({ kind: 'epoch', epoch: this.epoch });
		this.log.sync(() => {
			this.isReady = true;
		});
	}

	/** Decisions that were not acknowledged by everybody are sent again. */
	protected recover(): void {
		for (const record of this.log.all()) {
			if (record.kind === 'epoch') this.epoch = record.epoch;
			if (record.kind === 'ended') this.ongoing.delete(record.tx);
			if (record.kind !== 'decided') continue;
			this.outcomes.set(record.tx, record.decision);
			if (record.decision === 'commit') this.resume(record.tx, record.participants ?? []);
		}
		for (const transaction of this.ongoing.values()) this.sendCommits(transaction);
	}

	protected resume(tx: TransactionId, participants: readonly NodeId[]): Ongoing {
		const shares = participants.map((node) => ({ node, incarnation: 0, steps: 0 }));
		const yesVotes = new Set(participants);
		const acknowledged = new Set<NodeId>();
		const resumed: Ongoing = { tx, shares, phase: 'committing', yesVotes, acknowledged, requests: [] };
		this.ongoing.set(tx, resumed);
		return resumed;
	}

	receive(message: Message<ClientRequest | PeerMessage>): void {
		const { body } = message;
		switch (body.type) {
			case 'begin':
				this.begin(message);
				break;
			case 'commit':
				this.commit(message as Message<Commit>);
				break;
			case 'vote':
				this.onVote(message as Message<VoteMessage>);
				break;
			case 'ack':
				this.onAcknowledge(message as Message<Acknowledge>);
				break;
			case 'decision_request':
				this.onDecisionRequest(message as Message<DecisionRequest>);
				break;
			case 'log':
				this.answerLog(message as Message<ReadLog>);
				break;
			case 'execute':
			case 'give_up':
				this.context.reply(message, refusal(errorCodes.notSupported, 'The coordinator holds no keys'));
				break;
		}
	}

	private begin(request: Message): void {
		if (!this.isReady) this.context.reply(request, refusal(errorCodes.temporarilyUnavailable, 'Not ready yet'));
		else this.context.reply(request, { type: 'begin_ok', tx: `${this.epoch}.${++this.lastNumber}` } as never);
	}

	/** A client asks for a commit, or asks again. */
	private commit(request: Message<Commit>): void {
		const { tx, shares } = request.body;
		const outcome = this.outcomes.get(tx);
		const ongoing = this.ongoing.get(tx);
		if (outcome !== undefined) this.answer(request, outcome);
		else if (ongoing !== undefined) ongoing.requests.push(request);
		else if (!tx.startsWith(`${this.epoch}.`)) this.answer(request, 'abort');
		else this.startVoting(request, tx, shares);
	}

	/** Phase one. */
	private startVoting(request: Message<Commit>, tx: TransactionId, shares: readonly Share[]): void {
		const transaction: Ongoing = {
			tx,
			shares,
			phase: 'voting',
			yesVotes: new Set(),
			acknowledged: new Set(),
			requests: [request],
		};
		this.ongoing.set(tx, transaction);
		this.askForVotes(transaction);
		this.context.setTimer(`votes ${tx}`, this.options.voteTimeoutMs, () => this.onVoteTimeout(transaction));
	}

	private askForVotes(transaction: Ongoing): void {
		const { tx, shares, yesVotes } = transaction;
		const participants = shares.map(({ node }) => node);
		for (const share of shares) {
			if (!yesVotes.has(share.node)) this.sendTo(share.node, { type: 'prepare', tx, share, participants });
		}
		this.context.setTimer(`resend ${tx}`, this.options.resendMs, () => this.askForVotes(transaction));
	}

	private onVote({ src, body: { tx, vote } }: Message<VoteMessage>): void {
		const transaction = this.ongoing.get(tx);
		if (transaction?.phase !== 'voting') return;
		if (vote === 'no') {
			this.decideAbort(transaction);
			return;
		}
		transaction.yesVotes.add(src);
		if (transaction.shares.every(({ node }) => transaction.yesVotes.has(node))) this.decideCommit(transaction);
	}

	/** Somebody is silent, and may have voted No, or not at all. */
	protected onVoteTimeout(transaction: Ongoing): void {
		this.decideAbort(transaction);
	}

	/** Nothing has to be durable: without a record of a commit, it is an abort. The log has it for whoever reads it later. */
	protected decideAbort(transaction: Ongoing): void {
		const { tx, shares } = transaction;
		this.stopAsking(tx);
		this.ongoing.delete(tx);
		const participants = shares.map(({ node }) => node);
		this.log.append({ kind: 'decided', tx, decision: 'abort', participants, at: this.context.now() });
		this.settle(transaction, 'abort');
		for (const node of participants) this.sendTo(node, { type: 'decision', tx, decision: 'abort' });
	}

	/** The record of the commit is the commit. */
	protected decideCommit(transaction: Ongoing): void {
		const { tx } = transaction;
		this.stopAsking(tx);
		transaction.phase = 'logging';
		this.logCommit(transaction, () => {
			transaction.phase = 'committing';
			this.settle(transaction, 'commit');
			this.sendCommits(transaction);
		});
	}

	/** Before anybody hears of it. */
	protected logCommit({ tx, shares }: Ongoing, then: () => void): void {
		const participants = shares.map(({ node }) => node);
		this.log.append({ kind: 'decided', tx, decision: 'commit', participants, at: this.context.now() });
		this.log.sync(then);
	}

	protected stopAsking(tx: TransactionId): void {
		this.context.cancelTimer(`votes ${tx}`);
		this.context.cancelTimer(`resend ${tx}`);
	}

	/** The client can be told. */
	protected settle({ tx, requests }: Ongoing, outcome: Decision): void {
		this.outcomes.set(tx, outcome);
		for (const request of requests) this.answer(request, outcome);
	}

	/** Phase two, until everybody has acknowledged. */
	protected sendCommits(transaction: Ongoing): void {
		const { tx, shares, acknowledged } = transaction;
		for (const { node } of shares) {
			if (!acknowledged.has(node)) this.sendTo(node, { type: 'decision', tx, decision: 'commit' });
		}
		if (this.mayForget(transaction)) this.forget(tx);
		else this.context.setTimer(`resend ${tx}`, this.options.resendMs, () => this.sendCommits(transaction));
	}

	private onAcknowledge({ src, body: { tx } }: Message<Acknowledge>): void {
		const transaction = this.ongoing.get(tx);
		if (transaction === undefined) return;
		transaction.acknowledged.add(src);
		if (this.mayForget(transaction)) this.forget(tx);
	}

	/** Nobody will ever ask again. */
	protected mayForget({ shares, acknowledged }: Ongoing): boolean {
		return shares.every(({ node }) => acknowledged.has(node));
	}

	private forget(tx: TransactionId): void {
		this.context.cancelTimer(`resend ${tx}`);
		this.ongoing.delete(tx);
		this.log.append({ kind: 'ended', tx });
	}

	/** A participant in doubt. What is not decided yet it will hear of; what is unknown here was never committed. */
	private onDecisionRequest({ src, body: { tx } }: Message<DecisionRequest>): void {
		const phase = this.ongoing.get(tx)?.phase;
		if (phase === 'voting' || phase === 'logging') return;
		this.sendTo(src, { type: 'decision', tx, decision: phase === undefined ? 'abort' : 'commit' });
	}

	private answer(request: Message<Commit>, outcome: Decision): void {
		if (outcome === 'commit') this.context.reply(request, { type: 'commit_ok' });
		else this.context.reply(request, refusal(errorCodes.abort, `${request.body.tx} was aborted`));
	}

	private answerLog(request: Message<ReadLog>): void {
		const transactions = transactionsIn(this.log, 'coordinator', request.body.last);
		this.context.reply(request, { type: 'log_ok', transactions, inDoubt: [] } as never);
	}

	protected sendTo(node: NodeId, body: PeerMessage): void {
		this.context.send(node, body);
	}

	inspect(): Inspection {
		return { role: 'coordinator', epoch: this.epoch, ongoing: this.ongoing.size };
	}

	internals(): object {
		return this;
	}
}

function refusal(code: number, text: string): ErrorBody {
	return { type: 'error', code, text };
}
