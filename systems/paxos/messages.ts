import type { JsonValue, MessageBody } from '../../harness/model/index.ts';
import type { Cas, KvCommand, Read, RegisterClient, Write } from '../replicated-kv/messages.ts';

/** Greater ballots are later. Unique: `round * 100` and the number of the leader's node. 0 is before all. */
export type Ballot = number;
/** A place in the log, from 1. Each slot is an instance of consensus of its own. */
export type Slot = number;

/** What a leader proposes for a slot. */
export interface Entry {
	readonly slot: Slot;
	/**
	 * The ballot in which it was first proposed. Together with the slot that names the proposal: later leaders propose it
	 * again under their own ballots, and whoever waits for it knows it by its origin.
	 */
	readonly origin: Ballot;
	readonly command: KvCommand;
}

/** What an acceptor has accepted in a slot: the entry, and the last ballot in which it was accepted. */
export interface AcceptedEntry extends Entry {
	readonly ballot: Ballot;
}

/** The state after all slots up to `slot`, which are chosen: it stands for them. */
export interface Snapshot {
	readonly slot: Slot;
	readonly state: JsonValue;
}

export type PeerMessage =
	| Prepare
	| PromiseMessage
	| Accept
	| Accepted
	| Heartbeat
	| HeartbeatOk
	| Reject
	| CatchUp
	| Learn;

/** Phase 1a, for all slots from `from` on at once. */
export interface Prepare extends MessageBody {
	readonly type: 'prepare';
	readonly ballot: Ballot;
	readonly from: Slot;
}

/** Phase 1b: no lesser ballot will be accepted in any slot, and this is what was accepted from the slot asked for on. */
export interface PromiseMessage extends MessageBody {
	readonly type: 'promise';
	readonly ballot: Ballot;
	readonly accepted: readonly AcceptedEntry[];
	/** In place of those slots that the acceptor has trimmed. */
	readonly snapshot: Snapshot | null;
}

/** Phase 2a, for some slots. */
export interface Accept extends MessageBody {
	readonly type: 'accept';
	readonly ballot: Ballot;
	readonly entries: readonly Entry[];
	/** All slots up to here are chosen. */
	readonly chosenUpTo: Slot;
}

/** Phase 2b, to the leader, who counts for all: the distinguished learner. */
export interface Accepted extends MessageBody {
	readonly type: 'accepted';
	readonly ballot: Ballot;
	readonly slots: readonly Slot[];
}

/** The leader is there, and how far it is. */
export interface Heartbeat extends MessageBody {
	readonly type: 'heartbeat';
	readonly ballot: Ballot;
	readonly chosenUpTo: Slot;
	/** Numbers the leader's questions whether it still leads: reads wait for the answers. */
	readonly round: number;
}

/** Nobody later was promised anything when this was sent. */
export interface HeartbeatOk extends MessageBody {
	readonly type: 'heartbeat_ok';
	readonly ballot: Ballot;
	readonly round: number;
}

/** Promised to a later ballot, this one. */
export interface Reject extends MessageBody {
	readonly type: 'reject';
	readonly ballot: Ballot;
}

/** From a replica that lags: what was chosen from this slot on? */
export interface CatchUp extends MessageBody {
	readonly type: 'catch_up';
	readonly from: Slot;
}

/** Chosen, all of it, and without a gap after the snapshot or the slot asked for. */
export interface Learn extends MessageBody {
	readonly type: 'learn';
	readonly snapshot: Snapshot | null;
	readonly entries: readonly Entry[];
	readonly chosenUpTo: Slot;
}

export type ClientRequest = Read | Write | Cas | RegisterClient;
