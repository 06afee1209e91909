import type { JsonValue, MessageBody, NodeId } from '../../harness/model/index.ts';
import type { KvCommand, KvReply, KvRequest } from '../replicated-kv/messages.ts';

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

/** What a client asks. */
export type ClientRequest = KvRequest | ChangeServers;

/** The AddServer and RemoveServer RPCs (thesis, figure 4.1). */
export interface ChangeServers extends MessageBody {
	readonly type: 'add_server' | 'remove_server';
	readonly server: NodeId;
}

export type ClientReply =
	| KvReply
	| { readonly type: 'add_server_ok' | 'remove_server_ok'; readonly voters: readonly NodeId[] };

export type Entry = {
	readonly index: number;
	readonly term: number;
	readonly command: Command;
};

/** What an entry does when it is applied: a no-op begins a leader's term (section 8). */
export type Command =
	| KvCommand
	/** Takes effect when it is appended, not when it is applied (thesis, section 4.1). */
	| { readonly kind: 'configuration'; readonly voters: readonly NodeId[] };

/** The state after every entry up to `index` (section 7): it takes their place in the log. */
export type Snapshot = {
	readonly index: number;
	readonly term: number;
	readonly voters: readonly NodeId[];
	readonly state: JsonValue;
};
