import type { NodeContext, NodeId } from '../../harness/model/index.ts';
import { AcceptorDisk } from './disk.ts';
import type { Accept, AcceptedEntry, Ballot, Entry, PeerMessage, Prepare, Slot, Snapshot } from './messages.ts';
import type { PaxosOptions } from './options.ts';

/**
 * Chapter 1: the acceptor. It makes one promise for all slots at once, and accepts in each. Both are on its disk before
 * anybody hears of them, for a majority that forgets may choose again.
 */
export abstract class Acceptor {
	protected readonly context: NodeContext;
	protected readonly options: PaxosOptions;
	protected readonly disk: AcceptorDisk;

	/** The latest ballot that this acceptor has promised itself to, for every slot there is. */
	protected promised: Ballot = 0;
	/** What was accepted last in each slot after the snapshot. */
	protected accepted: Map<Slot, AcceptedEntry> = new Map();
	protected snapshot: Snapshot | null = null;
	/** The last acceptances in order, and how many there were in this life: for the invariants. */
	protected readonly acceptances: { count: number; last: AcceptedEntry[] } = { count: 0, last: [] };

	constructor(context: NodeContext, options: PaxosOptions) {
		this.context = context;
		this.options = options;
		this.disk = new AcceptorDisk(context.storage);
	}

	/** Whether this node heard from a leader a moment ago, and that is somebody else. */
	protected abstract believesInAnother(proposer: NodeId): boolean;
	/** A later ballot than any before is there: whatever this node did in its own is over. */
	protected abstract observeBallot(ballot: Ballot): void;
	protected abstract heardFromLeader(leader: NodeId): void;
	protected abstract learnUpTo(leader: NodeId, ballot: Ballot, chosenUpTo: Slot): void;

	protected recover(): void {
		const { promised, accepted, snapshot } = this.disk.recover();
		this.promised = promised;
		this.accepted = accepted;
		this.snapshot = snapshot;
		for (const slot of accepted.keys()) if (slot <= this.snapshotSlot) accepted.delete(slot);
		for (const entry of accepted.values()) this.recordAcceptance(entry);
	}

	get snapshotSlot(): Slot {
		return this.snapshot?.slot ?? 0;
	}

	/** Silence is always safe: a node that the leader reaches does not help to depose it. */
	protected onPrepare(proposer: NodeId, { ballot, from }: Prepare): void {
		if (this.believesInAnother(proposer)) return;
		if (ballot < this.promised) this.sendTo(proposer, { type: 'reject', ballot: this.promised });
		else {
			this.promise(ballot, () => {
				const { snapshot } = this;
				const trimmed = snapshot !== null && snapshot.slot >= from;
				const accepted = this.acceptedFrom(from);
				this.sendTo(proposer, { type: 'promise', ballot, accepted, snapshot: trimmed ? snapshot : null });
			});
		}
	}

	/** "A promise never again to accept a proposal numbered less than n" (Paxos Made Simple, section 2.2), in any slot. */
	protected promise(ballot: Ballot, then: () => void): void {
		if (ballot > this.promised) this.observeBallot(ballot);
		this.promised = ballot;
		this.writePromise(ballot, () => {
			// A later promise was made meanwhile: this one is worth nothing any more.
			if (this.promised === ballot) then();
		});
	}

	protected writePromise(ballot: Ballot, then: () => void): void {
		this.disk.writePromise(ballot, then);
	}

	protected acceptedFrom(from: Slot): readonly AcceptedEntry[] {
		return [...this.accepted.values()].filter(({ slot }) => slot >= from);
	}

	protected onAccept(leader: NodeId, { ballot, entries, chosenUpTo }: Accept): void {
		if (!this.follow(leader, ballot)) return;
		// Slots that the snapshot covers are chosen, with whatever value: there is nothing left to accept.
		const open = entries.filter(({ slot }) => slot > this.snapshotSlot);
		this.accept(ballot, open, () => {
			this.sendTo(leader, { type: 'accepted', ballot, slots: entries.map(({ slot }) => slot) });
		});
		this.learnUpTo(leader, ballot, chosenUpTo);
	}

	/** Its own acceptor is the first that a leader asks. */
	protected accept(ballot: Ballot, entries: readonly Entry[], then: () => void): void {
		const accepted = entries.map(({ slot, origin, command }) => ({ slot, origin, command, ballot }));
		for (const entry of accepted) this.accepted.set(entry.slot, entry);
		this.writeAccepted(accepted, () => {
			// Only now: what a crash takes back was never accepted.
			for (const entry of accepted) this.recordAcceptance(entry);
			then();
		});
	}

	protected writeAccepted(entries: readonly AcceptedEntry[], then: () => void): void {
		this.disk.writeAccepted(entries, then);
	}

	/** Whether `leader` may ask anything of this acceptor: it tells one whose ballot has passed. */
	protected follow(leader: NodeId, ballot: Ballot): boolean {
		if (ballot < this.promised) {
			this.sendTo(leader, { type: 'reject', ballot: this.promised });
			return false;
		}
		if (ballot > this.promised) this.observeBallot(ballot);
		this.promised = ballot;
		this.heardFromLeader(leader);
		return true;
	}

	/** What the snapshot covers is not needed any more, in memory and on disk. */
	protected trimAccepted(snapshot: Snapshot): void {
		this.snapshot = snapshot;
		for (const slot of this.accepted.keys()) if (slot <= snapshot.slot) this.accepted.delete(slot);
		this.disk.trim(snapshot, this.promised, this.accepted.values());
		this.acceptances.last = this.acceptances.last.slice(-this.options.maxEntriesPerMessage);
	}

	private recordAcceptance(entry: AcceptedEntry): void {
		this.acceptances.count++;
		this.acceptances.last.push(entry);
	}

	/** Any two groups of so many acceptors share one. */
	protected quorumSize(): number {
		return ((this.context.peers.length + 1) >> 1) + 1;
	}

	protected sendTo(node: NodeId, body: PeerMessage): void {
		this.context.send(node, body);
	}
}
