import type { Message, NodeContext, NodeId } from '../../harness/model/index.ts';
import type { ClientRequest, TransactionId } from '../transactions/messages.ts';
import * as twoPhase from '../two-phase-commit/coordinator.ts';
import type { DecisionMessage } from '../two-phase-commit/messages.ts';
import type { PeerMessage, PreCommitOk, StateRequest } from './messages.ts';
import type { ThreePhaseOptions } from './options.ts';

/**
 * The coordinator, with one more round trip between the votes and the decision: everybody hears that all have voted Yes
 * before anybody commits. It waits for their answers, but not for those that have failed.
 *
 * After a crash it may decide by itself only what it had not pre-committed: nobody can have committed that. For anything
 * else it asks, because the participants may have decided without it.
 */
export class Coordinator extends twoPhase.Coordinator {
	private readonly threePhaseOptions: ThreePhaseOptions;
	/** Who knows that all have voted Yes. */
	private readonly preCommitted = new Map<TransactionId, Set<NodeId>>();
	/** Pre-committed in an earlier life, and not known to be decided. */
	private readonly inDoubt = new Set<TransactionId>();

	constructor(context: NodeContext, options: ThreePhaseOptions) {
		super(context, options);
		this.threePhaseOptions = options;
	}

	protected override recover(): void {
		super.recover();
		for (const record of this.log.all()) {
			if (record.kind !== 'pre-committed' || this.outcomes.has(record.tx)) continue;
			this.resume(record.tx, record.participants ?? []).phase = 'logging';
			this.inDoubt.add(record.tx);
			this.askForDecision(record.tx);
		}
	}

	private askForDecision(tx: TransactionId): void {
		if (!this.inDoubt.has(tx)) return;
		for (const { node } of this.ongoing.get(tx)?.shares ?? []) this.sendTo(node, { type: 'decision_request', tx });
		this.context.setTimer(`in doubt ${tx}`, this.options.inquireMs, () => this.askForDecision(tx));
	}

	override receive(message: Message<ClientRequest | PeerMessage>): void {
		switch (message.body.type) {
			case 'pre_commit_ok':
				this.onPreCommitOk(message as Message<PreCommitOk>);
				break;
			case 'state_request':
				this.onStateRequest(message as Message<StateRequest>);
				break;
			case 'decision':
				this.onDecision(message as Message<DecisionMessage>);
				break;
			default:
				super.receive(message as Message<Parameters<twoPhase.Coordinator['receive']>[0]['body']>);
		}
	}

	/** All have voted Yes, and first of all they are told so. */
	protected override decideCommit(transaction: twoPhase.Ongoing): void {
		const { tx, shares } = transaction;
		this.stopAsking(tx);
		transaction.phase = 'logging';
		this.preCommitted.set(tx, new Set());
		this.log.append({
			kind: 'pre-committed',
			tx,
			participants: shares.map(({ node }) => node),
			at: this.context.now(),
		});
		this.log.sync(() => {
			for (const { node } of shares) this.tell(node, { type: 'pre_commit', tx });
			this.context.setTimer(`answers ${tx}`, this.threePhaseOptions.answerTimeoutMs, () => this.finish(transaction));
		});
	}

	private onPreCommitOk({ src, body: { tx } }: Message<PreCommitOk>): void {
		const transaction = this.ongoing.get(tx);
		const answered = this.preCommitted.get(tx)?.add(src);
		if (transaction === undefined || answered === undefined) return;
		if (transaction.shares.every(({ node }) => answered.has(node))) this.finish(transaction);
	}

	/** Whoever has not answered has failed, and will ask. */
	private finish(transaction: twoPhase.Ongoing): void {
		if (!this.preCommitted.delete(transaction.tx)) return;
		this.context.cancelTimer(`answers ${transaction.tx}`);
		super.decideCommit(transaction);
	}

	private onStateRequest({ src, body: { tx } }: Message<StateRequest>): void {
		const phase = this.ongoing.get(tx)?.phase;
		if (phase === undefined || phase === 'committing') {
			this.tell(src, { type: 'decision', tx, decision: phase === undefined ? 'abort' : 'commit' });
			return;
		}
		const isRecovering = this.inDoubt.has(tx);
		const stage = isRecovering ? 'committable' : 'deciding';
		this.tell(src, { type: 'state', tx, state: { node: this.context.id, stage, isRecovering } });
	}

	/** The participants have decided by themselves. */
	private onDecision({ body: { tx, decision } }: Message<DecisionMessage>): void {
		const transaction = this.ongoing.get(tx);
		if (transaction === undefined || !this.inDoubt.delete(tx)) return;
		this.context.cancelTimer(`in doubt ${tx}`);
		if (decision === 'abort') this.decideAbort(transaction);
		else super.decideCommit(transaction);
	}

	private tell(node: NodeId, body: PeerMessage): void {
		this.context.send(node, body);
	}
}
