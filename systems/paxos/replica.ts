import type { NodeContext, NodeId } from '../../harness/model/index.ts';
import type { KvReply } from '../replicated-kv/messages.ts';
import { StateMachine } from '../replicated-kv/state-machine.ts';
import { Acceptor } from './acceptor.ts';
import type { Ballot, CatchUp, Entry, Learn, Slot, Snapshot } from './messages.ts';
import type { PaxosOptions } from './options.ts';

/**
 * Chapter 2: the learner, and the replica that executes what it learns. All replicas execute the same commands in the same
 * order, so that it does not matter which of them survive.
 *
 * The leader counts for all. It tells how far everything is chosen; what a replica has accepted *in the leader's own
 * ballot* up to there is then chosen, since in a ballot only one entry is ever proposed for a slot. Where a replica has
 * nothing, or something of an earlier ballot, it asks.
 */
export abstract class Replica extends Acceptor {
	protected readonly stateMachine: StateMachine;
	/** What was learned after the snapshot, with gaps. */
	protected readonly chosen: Map<Slot, Entry> = new Map();
	/** Every slot up to this one is executed. */
	protected executed: Slot = 0;

	constructor(context: NodeContext, options: PaxosOptions) {
		super(context, options);
		this.stateMachine = new StateMachine(options.maxSessions);
	}

	/** After each executed entry: somebody may wait for the answer. */
	protected abstract answer(entry: Entry, reply: KvReply | null): void;
	/** Slots up to this one were executed somewhere else: what the answers were is not known here. */
	protected abstract forgetRequests(upTo: Slot): void;
	/** After any number of slots was executed. */
	protected abstract advanced(): void;

	protected override recover(): void {
		super.recover();
		if (this.snapshot !== null) this.restore(this.snapshot);
	}

	private restore({ slot, state }: Snapshot): void {
		this.stateMachine.restore(state);
		this.executed = slot;
		for (const learned of this.chosen.keys()) if (learned <= slot) this.chosen.delete(learned);
	}

	protected learn(entry: Entry): void {
		if (entry.slot <= this.executed || this.chosen.has(entry.slot)) return;
		this.chosen.set(entry.slot, entry);
		this.executeChosen();
	}

	/** In the order of the slots, up to the first gap. */
	protected executeChosen(): void {
		const before = this.executed;
		for (let next = this.nextToExecute(); next !== undefined; next = this.nextToExecute()) {
			this.executed = next.slot;
			this.answer(next, this.stateMachine.apply(next.slot, next.command));
		}
		if (this.executed === before) return;
		this.trimWhenDue();
		this.advanced();
	}

	protected nextToExecute(): Entry | undefined {
		return this.chosen.get(this.executed + 1);
	}

	/** Each replica trims its own log, when it likes. */
	private trimWhenDue(): void {
		if (this.executed - this.snapshotSlot < this.options.snapshotEverySlots) return;
		this.trim({ slot: this.executed, state: this.stateMachine.snapshot() });
	}

	private trim(snapshot: Snapshot): void {
		for (const slot of this.chosen.keys()) if (slot <= snapshot.slot) this.chosen.delete(slot);
		this.trimAccepted(snapshot);
	}

	/** In place of everything up to its slot, for a replica that is not as far. */
	protected install(snapshot: Snapshot): void {
		if (!this.isNews(snapshot)) return;
		this.restore(snapshot);
		this.trim(snapshot);
		this.forgetRequests(snapshot.slot);
		this.executeChosen();
		this.advanced();
	}

	/** A snapshot that was overtaken must not take the state back. */
	protected isNews(snapshot: Snapshot): boolean {
		return snapshot.slot > this.executed;
	}

	/** Learns from the leader's word what it can. */
	protected override learnUpTo(_leader: NodeId, ballot: Ballot, chosenUpTo: Slot): void {
		for (let slot = this.executed + 1; slot <= chosenUpTo; slot++) {
			const accepted = this.accepted.get(slot);
			if (accepted?.ballot === ballot) this.learn(accepted);
		}
	}

	/** Not at every message: what is missing is often on its way. */
	protected askWhereBehind(leader: NodeId, chosenUpTo: Slot): void {
		if (this.executed < chosenUpTo) this.sendTo(leader, { type: 'catch_up', from: this.executed + 1 });
	}

	protected onCatchUp(replica: NodeId, { from }: CatchUp): void {
		const snapshot = this.snapshot !== null && this.snapshot.slot >= from ? this.snapshot : null;
		const entries: Entry[] = [];
		let slot = snapshot === null ? from : snapshot.slot + 1;
		while (slot <= this.executed && entries.length < this.options.maxEntriesPerMessage) {
			const { origin, command } = this.chosen.get(slot) as Entry;
			entries.push({ slot, origin, command });
			slot++;
		}
		this.sendTo(replica, { type: 'learn', snapshot, entries, chosenUpTo: this.executed });
	}

	protected onLearn(teacher: NodeId, { snapshot, entries, chosenUpTo }: Learn): void {
		const before = this.executed;
		if (snapshot !== null) this.install(snapshot);
		for (const entry of entries) this.learn(entry);
		if (this.executed > before) this.askWhereBehind(teacher, chosenUpTo);
	}
}
