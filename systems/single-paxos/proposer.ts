import type { JsonValue, NodeId } from '../../harness/model/index.ts';
import { Learner } from './learner.ts';
import type { Ballot, Instance, PromiseMessage, Proposal, Reject } from './messages.ts';

/** An attempt to have a value chosen. */
interface Attempt {
	readonly ballot: Ballot;
	/** What this node would like to have chosen. */
	readonly ownValue: JsonValue;
	readonly promises: Map<NodeId, Proposal | null>;
	isAccepting: boolean;
}

/** In milliseconds: an attempt that came to nothing is followed by another one, each node in its own time. */
const retryMs = { min: 60, max: 250 };

/**
 * Chapter 3: the proposer. It asks a majority for promises. If anybody in that majority has accepted something already, it
 * may have been chosen, so the proposer proposes that: what was accepted with the highest ballot. Only otherwise it is free.
 */
export abstract class Proposer extends Learner {
	private readonly attempts = new Map<Instance, Attempt>();
	/** The highest round that anybody was heard of in an instance. */
	private readonly rounds = new Map<Instance, number>();

	/** Goes on until the instance has decided, on whatever value. */
	protected propose(instance: Instance, value: JsonValue): void {
		if (this.chosen.has(instance)) return;
		const round = Math.max(this.rounds.get(instance) ?? 0, roundOf(this.stateOf(instance).promised)) + 1;
		this.rounds.set(instance, round);
		const attempt: Attempt = {
			ballot: this.ballotOf(round),
			ownValue: value,
			promises: new Map(),
			isAccepting: false,
		};
		this.attempts.set(instance, attempt);
		this.context.setTimer(`retry ${instance}`, this.context.random.integer(retryMs.min, retryMs.max), () =>
			this.propose(instance, value),
		);
		this.prepare(instance, attempt);
	}

	/** Its own promise first: on disk, it keeps this ballot from being used again after a crash. */
	private prepare(instance: Instance, attempt: Attempt): void {
		const { ballot } = attempt;
		this.promise(instance, ballot, () => {
			this.collect(this.context.id, instance, attempt, this.stateOf(instance).accepted);
			for (const peer of this.context.peers) this.sendTo(peer, { type: 'prepare', instance, ballot });
		});
	}

	/** Unique, because the node is in it. */
	protected ballotOf(round: number): Ballot {
		return round * ballotsPerRound + Number(this.context.id.slice(1));
	}

	protected onPromise(acceptor: NodeId, { instance, ballot, accepted }: PromiseMessage): void {
		const attempt = this.attempts.get(instance);
		if (attempt?.ballot === ballot) this.collect(acceptor, instance, attempt, accepted);
	}

	private collect(acceptor: NodeId, instance: Instance, attempt: Attempt, accepted: Proposal | null): void {
		attempt.promises.set(acceptor, accepted);
		if (attempt.isAccepting || attempt.promises.size < this.quorumSize()) return;
		attempt.isAccepting = true;
		const value = this.valueToPropose([...attempt.promises.values()], attempt.ownValue);
		for (const node of [this.context.id, ...this.context.peers]) {
			this.sendTo(node, { type: 'accept', instance, ballot: attempt.ballot, value });
		}
	}

	/** "The value of the highest-numbered proposal among the responses, or any value if the responses reported no proposals." */
	protected valueToPropose(promises: readonly (Proposal | null)[], ownValue: JsonValue): JsonValue {
		let highest: Proposal | null = null;
		for (const accepted of promises) {
			if (accepted !== null && accepted.ballot > (highest?.ballot ?? 0)) highest = accepted;
		}
		return highest === null ? ownValue : highest.value;
	}

	/** Somebody else is ahead: the next attempt, at its time, goes beyond. */
	protected onReject({ instance, ballot }: Reject): void {
		this.rounds.set(instance, Math.max(this.rounds.get(instance) ?? 0, roundOf(ballot)));
	}

	protected stopProposing(instance: Instance): void {
		this.attempts.delete(instance);
		this.context.cancelTimer(`retry ${instance}`);
	}
}

const ballotsPerRound = 100;

function roundOf(ballot: Ballot): number {
	return Math.floor(ballot / ballotsPerRound);
}
