import type { Message, NodeId } from '../../harness/model/index.ts';
import type { Read } from '../replicated-kv/messages.ts';
import type { AcceptedEntry, Ballot, Entry, Slot } from './messages.ts';

/** What a node is beside acceptor and replica, which every node is. */
export type Role = Follower | Candidate | Leader;

export interface Follower {
	readonly kind: 'follower';
}

export const follower: Follower = { kind: 'follower' };

/** In phase 1 of its ballot. */
export interface Candidate {
	readonly kind: 'candidate';
	readonly ballot: Ballot;
	/** The first slot of which it does not know what was chosen. */
	readonly from: Slot;
	/** By acceptor: what it has accepted from `from` on. */
	readonly promises: Map<NodeId, readonly AcceptedEntry[]>;
}

/** A majority has promised: phase 1 of every slot is done, and phase 2 is all that a command needs. */
export interface Leader {
	readonly kind: 'leader';
	readonly ballot: Ballot;
	nextSlot: Slot;
	/** The last slot that somebody had accepted something in when phase 1 ended. */
	readonly lastBefore: Slot;
	/** Proposed in this ballot, and not known to be chosen. */
	readonly proposals: Map<Slot, Proposal>;
	/** Who answered since it was last asked whether a majority does. */
	readonly contacts: Set<NodeId>;
	/** The number of the last question whether this is the leader still. */
	round: number;
	/** By acceptor, the last of these questions that it has answered. */
	readonly ackedRounds: Map<NodeId, number>;
	/** Reads for the next question. */
	waitingReads: Message<Read>[];
	/** Reads that a majority's answers to `round` will confirm. */
	confirmingReads: ReadRound | null;
}

export interface Proposal {
	readonly entry: Entry;
	readonly acceptedBy: Set<NodeId>;
	/** Sent a moment ago: there is no need to send it again yet. */
	isFresh: boolean;
}

export interface ReadRound {
	readonly round: number;
	readonly requests: readonly Message<Read>[];
}
