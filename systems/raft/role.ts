import type { Message, NodeId } from '../../harness/model/index.ts';
import type { Read } from '../replicated-kv/messages.ts';
import type { ChangeServers } from './messages.ts';

/** What a server is at the moment (figure 4), with the state that only this role needs. */
export type Role = Follower | Candidate | Leader;

export interface Follower {
	readonly kind: 'follower';
}

/**
 * A pre-candidate asks whether an election is worth a new term (thesis, section 9.6); a candidate holds one. Asking for
 * the next term does not take back the request for votes in this one: they may still come in.
 */
export interface Candidate {
	readonly kind: 'pre-candidate' | 'candidate';
	/** Who would vote for it in the next term. */
	readonly preVotes: Set<NodeId>;
	/** Who has voted for it in the current term. */
	readonly votes: Set<NodeId>;
}

/** Figure 2, "volatile state on leaders". */
export interface Leader {
	readonly kind: 'leader';
	readonly followers: Map<NodeId, Progress>;
	/** The leader's own log is durable up to here: its own part of every majority. */
	durableIndex: number;
	/** Numbers the rounds of messages that confirm leadership for reads. */
	round: number;
	/** Reads that wait for the next round. */
	waitingReads: Message<Read>[];
	/** Reads that wait for the answers to the round that is under way. */
	confirmingReads: ReadRound | null;
	catchUp: CatchUp | null;
}

/** What a leader knows of another server's log. */
export interface Progress {
	/** The next entry to send. */
	nextIndex: number;
	/** The highest entry known to be durable there. */
	matchIndex: number;
	/** The last entry of the batch that is on its way, or 0. One batch at a time. */
	sentIndex: number;
	/** How many entries the next batch may have. */
	batchSize: number;
	/** How many heartbeats to wait for the answer to a snapshot before it is sent again. */
	snapshotPatience: number;
	/** The latest of the leader's rounds that it answered. */
	ackedRound: number;
	/** Whether it was heard from since the last quorum check. */
	heard: boolean;
}

/** Reads that are answered together (thesis, section 6.4). */
export interface ReadRound {
	readonly round: number;
	readonly requests: readonly Message<Read>[];
}

/** A new server that is brought up to date before it may vote (thesis, section 4.2.1). */
export interface CatchUp {
	readonly request: Message<ChangeServers>;
	readonly server: NodeId;
	round: number;
	/** The round is over when the server has the log up to here. */
	targetIndex: number;
	/** Whether this round has taken longer than an election time-out. */
	slow: boolean;
}

export const follower: Follower = { kind: 'follower' };

export function newProgress(nextIndex: number): Progress {
	return { nextIndex, matchIndex: 0, sentIndex: 0, batchSize: 1, snapshotPatience: 0, ackedRound: 0, heard: true };
}
