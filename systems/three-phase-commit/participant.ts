import type { Message, NodeContext, NodeId } from '../../harness/model/index.ts';
import type { ClientRequest, Decision, TransactionId } from '../transactions/messages.ts';
import type { DecisionMessage } from '../two-phase-commit/messages.ts';
import * as twoPhase from '../two-phase-commit/participant.ts';
import type { PeerMessage, PreCommit, PreCommitOk, ProcessState, StateMessage, StateRequest } from './messages.ts';
import type { ThreePhaseOptions } from './options.ts';

/** A participant's attempt to come to a decision with those that are there. */
interface Termination {
	readonly transaction: twoPhase.Prepared;
	/** By node: who has answered. */
	readonly states: Map<NodeId, ProcessState>;
}

/**
 * A participant that does not wait for ever. When it hears nothing it asks everybody how far they are (the termination
 * protocol; section 7.5). Whoever does not answer in time has failed. Of those that are there the first decides:
 *
 * - TR1, TR2: if anybody knows the decision, it is that;
 * - TR3: if nobody has heard that all have voted Yes, nobody can have committed: abort;
 * - TR4: otherwise commit, but first everybody hears that all have voted Yes, in case this one fails as well.
 *
 * Who has failed and come back does not know what the others have done meanwhile, so it has no say; unless all have, and
 * then they must all be there again.
 */
export class Participant extends twoPhase.Participant {
	private readonly threePhaseOptions: ThreePhaseOptions;
	private readonly preCommitted = new Set<TransactionId>();
	/** In doubt since an earlier life. */
	private readonly recovering = new Set<TransactionId>();
	private readonly terminations = new Map<TransactionId, Termination>();

	constructor(context: NodeContext, options: ThreePhaseOptions) {
		super(context, options);
		this.threePhaseOptions = options;
	}

	override start(): void {
		super.start();
		for (const tx of this.prepared.keys()) this.recovering.add(tx);
		for (const record of this.log.all()) if (record.kind === 'pre-committed') this.preCommitted.add(record.tx);
	}

	override receive(message: Message<ClientRequest | PeerMessage>): void {
		switch (message.body.type) {
			case 'pre_commit':
				this.onPreCommit(message as Message<PreCommit>);
				break;
			case 'pre_commit_ok':
				this.onPreCommitOk(message as Message<PreCommitOk>);
				break;
			case 'state_request':
				this.onStateRequest(message as Message<StateRequest>);
				break;
			case 'state':
				this.onState(message as Message<StateMessage>);
				break;
			default:
				super.receive(message as Message<Parameters<twoPhase.Participant['receive']>[0]['body']>);
		}
	}

	/** Durable before it is said: it may be what remains after everybody has failed. */
	private onPreCommit({ src, body: { tx } }: Message<PreCommit>): void {
		if (!this.prepared.has(tx)) return;
		if (!this.preCommitted.has(tx)) {
			this.preCommitted.add(tx);
			this.log.append({ kind: 'pre-committed', tx, at: this.context.now() });
		}
		this.awaitDecision(tx);
		this.log.sync(() => this.tell(src, { type: 'pre_commit_ok', tx }));
	}

	/** The termination protocol begins: called when the decision has not come in time, and again. */
	protected override inquire(transaction: twoPhase.Prepared): void {
		const { tx, participants } = transaction;
		const own = this.stateOf(tx);
		this.terminations.set(tx, { transaction, states: new Map([[own.node, own]]) });
		for (const node of [this.coordinator, ...participants]) {
			if (node !== this.context.id) this.tell(node, { type: 'state_request', tx });
		}
		this.context.setTimer(`answers ${tx}`, this.threePhaseOptions.answerTimeoutMs, () => this.terminate(tx));
	}

	private stateOf(tx: TransactionId): ProcessState {
		const stage = this.preCommitted.has(tx) ? 'committable' : 'uncertain';
		return { node: this.context.id, stage, isRecovering: this.recovering.has(tx) };
	}

	/** One that knows the decision, or has not voted and so may abort, says that. */
	private onStateRequest(message: Message<StateRequest>): void {
		const { src, body } = message;
		if (this.prepared.has(body.tx)) this.tell(src, { type: 'state', tx: body.tx, state: this.stateOf(body.tx) });
		else super.receive({ ...message, body: { type: 'decision_request', tx: body.tx } });
	}

	private onState({ body: { tx, state } }: Message<StateMessage>): void {
		this.terminations.get(tx)?.states.set(state.node, state);
	}

	/** All that are there have answered. */
	private terminate(tx: TransactionId): void {
		const termination = this.terminations.get(tx);
		if (termination === undefined || !this.prepared.has(tx)) return;
		const deciders = this.deciders(termination);
		if (deciders[0]?.node !== this.context.id) return;
		if (deciders.every(({ stage }) => stage === 'uncertain')) {
			this.decideForAll(termination, 'abort');
			return;
		}
		for (const { node, stage } of deciders) if (stage === 'uncertain') this.tell(node, { type: 'pre_commit', tx });
		this.context.setTimer(`answers ${tx}`, this.threePhaseOptions.answerTimeoutMs, () =>
			this.decideForAll(termination, 'commit'),
		);
	}

	/** Nothing hangs on the answers: who has not answered has failed. */
	private onPreCommitOk(_: Message<PreCommitOk>): void {}

	/** The participants that have a say, in order; nobody as long as the coordinator is at work. */
	private deciders({ transaction: { participants }, states }: Termination): readonly ProcessState[] {
		if (states.get(this.coordinator)?.stage === 'deciding') return [];
		const answered = [...participants].sort(byNumber).flatMap((node) => states.get(node) ?? []);
		const operational = answered.filter(({ isRecovering }) => !isRecovering);
		if (operational.length > 0) return operational;
		return states.has(this.coordinator) && answered.length === participants.length ? answered : [];
	}

	/** Durable before anybody hears of it: all who could repeat it may fail. */
	private decideForAll({ transaction: { tx, participants } }: Termination, decision: Decision): void {
		if (!this.prepared.has(tx)) return;
		this.logDecision(tx, decision);
		this.log.sync(() => {
			if (this.prepared.has(tx)) this.conclude(tx, decision);
			const message: DecisionMessage = { type: 'decision', tx, decision };
			for (const node of [this.coordinator, ...participants]) if (node !== this.context.id) this.tell(node, message);
		});
	}

	protected override conclude(tx: TransactionId, decision: Decision): void {
		super.conclude(tx, decision);
		this.terminations.delete(tx);
		this.context.cancelTimer(`answers ${tx}`);
	}

	private tell(node: NodeId, body: PeerMessage): void {
		this.context.send(node, body);
	}
}

function byNumber(a: NodeId, b: NodeId): number {
	return Number(a.slice(1)) - Number(b.slice(1));
}
