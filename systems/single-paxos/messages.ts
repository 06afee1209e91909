import type { JsonValue, MessageBody } from '../../harness/model/index.ts';

/** Greater ballots are later. Unique: `round * 100` and the number of the proposer's node. */
export type Ballot = number;
/** Instances are independent of each other: each decides one value. */
export type Instance = string;

export interface Proposal {
	readonly ballot: Ballot;
	readonly value: JsonValue;
}

/** The five messages of the synod protocol; each belongs to one instance. */
export type PeerMessage = Prepare | PromiseMessage | Accept | Accepted | Reject;

/** Phase 1a. */
export interface Prepare extends MessageBody {
	readonly type: 'prepare';
	readonly instance: Instance;
	readonly ballot: Ballot;
}

/** Phase 1b: nothing with a lesser ballot will be accepted; this is what was accepted last. */
export interface PromiseMessage extends MessageBody {
	readonly type: 'promise';
	readonly instance: Instance;
	readonly ballot: Ballot;
	readonly accepted: Proposal | null;
}

/** Phase 2a. */
export interface Accept extends MessageBody {
	readonly type: 'accept';
	readonly instance: Instance;
	readonly ballot: Ballot;
	readonly value: JsonValue;
}

/** Phase 2b, to all learners. */
export interface Accepted extends MessageBody {
	readonly type: 'accepted';
	readonly instance: Instance;
	readonly ballot: Ballot;
	readonly value: JsonValue;
}

/** Promised to somebody else already. Saves the proposer a time-out. */
export interface Reject extends MessageBody {
	readonly type: 'reject';
	readonly instance: Instance;
	/** What the acceptor has promised. */
	readonly ballot: Ballot;
}

/** A client proposes a value, and is told the one that was chosen; or asks what this node has learned. */
export interface ClientRequest extends MessageBody {
	readonly type: 'propose' | 'learn';
	readonly key: Instance;
	readonly value: JsonValue;
}
