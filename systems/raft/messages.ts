import type { ErrorBody, JsonValue, MessageBody, NodeId } from '../../harness/model/index.ts';

/** What one server says to another. Every message carries its sender's `currentTerm` as `term`. */
export type PeerMessage =
	| PreVote
	| PreVoteReply
	| RequestVote
	| RequestVoteReply
	| AppendEntries
	| AppendEntriesReply
	| InstallSnapshot
	| InstallSnapshotReply;

/** "Would you vote for me in `nextTerm`?" Costs nobody a term, and binds nobody (thesis, section 9.6). */
export interface PreVote extends MessageBody {
	readonly type: 'pre_vote';
	readonly term: number;
	readonly nextTerm: number;
	readonly lastLogIndex: number;
	readonly lastLogTerm: number;
}

export interface PreVoteReply extends MessageBody {
	readonly type: 'pre_vote_reply';
	readonly term: number;
	readonly nextTerm: number;
	readonly granted: boolean;
}

/** Figure 2, RequestVote RPC. The candidate is the sender. */
export interface RequestVote extends MessageBody {
	readonly type: 'request_vote';
	readonly term: number;
	readonly lastLogIndex: number;
	readonly lastLogTerm: number;
}

export interface RequestVoteReply extends MessageBody {
	readonly type: 'request_vote_reply';
	readonly term: number;
	readonly granted: boolean;
}

/** Figure 2, AppendEntries RPC. The leader is the sender; without entries it is a heartbeat. */
export interface AppendEntries extends MessageBody {
	readonly type: 'append_entries';
	readonly term: number;
	readonly prevLogIndex: number;
	readonly prevLogTerm: number;
	readonly entries: readonly Entry[];
	readonly leaderCommit: number;
	/** Which of the leader's rounds this belongs to: an answer proves that it was still the leader then (thesis, 6.4). */
	readonly round: number;
}

export interface AppendEntriesReply extends MessageBody {
	readonly type: 'append_entries_reply';
	readonly term: number;
	readonly success: boolean;
	/** Of the request, so that an answer to an older one is recognized. */
	readonly prevLogIndex: number;
	/** On success: the follower's log is durable and equal to the leader's up to here. */
	readonly matchIndex: number;
	/** On failure: the term at `prevLogIndex`, or 0 when the log is shorter than that (end of section 5.3). */
	readonly conflictTerm: number;
	/** On failure: the first index of that term, or the one after the end of the log. */
	readonly conflictIndex: number;
	readonly round: number;
}

/** Figure 13, InstallSnapshot RPC, in one message instead of chunks: the state here is small. */
export interface InstallSnapshot extends MessageBody {
	readonly type: 'install_snapshot';
	readonly term: number;
	readonly snapshot: Snapshot;
	readonly round: number;
}

export interface InstallSnapshotReply extends MessageBody {
	readonly type: 'install_snapshot_reply';
	readonly term: number;
	readonly matchIndex: number;
	readonly round: number;
}

/** What a client asks. `read`, `write` and `cas` are those of Maelstrom's lin-kv; the session fields are optional. */
export type ClientRequest = Read | Write | Cas | RegisterClient | ChangeServers;

export interface Read extends MessageBody {
	readonly type: 'read';
	readonly key: Key;
}

export interface Write extends MessageBody, InSession {
	readonly type: 'write';
	readonly key: Key;
	readonly value: JsonValue;
}

export interface Cas extends MessageBody, InSession {
	readonly type: 'cas';
	readonly key: Key;
	readonly from: JsonValue;
	readonly to: JsonValue;
}

/** Opens a session, answered with `register_client_ok` and its number (thesis, figure 6.1). */
export interface RegisterClient extends MessageBody {
	readonly type: 'register_client';
}

/** The AddServer and RemoveServer RPCs (thesis, figure 4.1). */
export interface ChangeServers extends MessageBody {
	readonly type: 'add_server' | 'remove_server';
	readonly server: NodeId;
}

/** A command that carries both fields takes effect once, however often it is sent. */
export interface InSession {
	readonly session?: number;
	/** Counts the session's commands from 1; a client starts one when the one before is finished. */
	readonly sequence?: number;
}

export type ClientReply =
	| { readonly type: 'read_ok'; readonly value: JsonValue }
	| { readonly type: 'write_ok' }
	| { readonly type: 'cas_ok' }
	| { readonly type: 'register_client_ok'; readonly session: number }
	| { readonly type: 'add_server_ok' | 'remove_server_ok'; readonly voters: readonly NodeId[] }
	| RaftError;

/** `leader`: whom the client should ask instead, where that is known. */
export interface RaftError extends ErrorBody {
	readonly leader?: NodeId | null;
}

/**
 * This system's own error code: the session has expired, so this request had no effect; but whether an earlier one with
 * the same sequence number had cannot be told any more.
 */
export const sessionExpired = 1001;

/** Any string or number names a register. */
export type Key = string | number;

export type Entry = {
	readonly index: number;
	readonly term: number;
	readonly command: Command;
};

/** What an entry does when it is applied. */
export type Command =
	/** Begins a leader's term (section 8). */
	| { readonly kind: 'no-op' }
	/** Takes effect when it is appended, not when it is applied (thesis, section 4.1). */
	| { readonly kind: 'configuration'; readonly voters: readonly NodeId[] }
	| { readonly kind: 'register-client' }
	/** `session` is 0 for a client that has none. */
	| {
			readonly kind: 'operation';
			readonly operation: KvOperation;
			readonly session: number;
			readonly sequence: number;
	  };

export type KvOperation =
	| { readonly f: 'write'; readonly key: Key; readonly value: JsonValue }
	| { readonly f: 'cas'; readonly key: Key; readonly from: JsonValue; readonly to: JsonValue };

/** The state after every entry up to `index` (section 7): it takes their place in the log. */
export type Snapshot = {
	readonly index: number;
	readonly term: number;
	readonly voters: readonly NodeId[];
	readonly state: JsonValue;
};
