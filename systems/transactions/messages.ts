import type { ErrorBody, JsonValue, MessageBody, NodeId } from '../../harness/model/index.ts';

/** One step of a transaction at one participant. A read of a key that was never written gives `null`. */
export type Step = readonly ['r', key: string, value: null] | Write | ForcedNo;

/** What a transaction changes: a new value, or one more element at the end of a list. */
export type Write =
	| readonly ['w', key: string, value: JsonValue]
	| readonly ['append', key: string, element: JsonValue];

/** Makes the participant vote No in the end. */
export type ForcedNo = readonly ['vote-no', key: string, value: null];

/** `epoch.number`: given by the coordinator, and never twice. */
export type TransactionId = string;

/** What a client knows of its transaction at a participant: the coordinator passes it on, and the participant compares. */
export interface Share {
	readonly node: NodeId;
	/** In which life of the participant the steps were carried out: what a crash has taken from it must not be committed. */
	readonly incarnation: number;
	/** How many steps there were. */
	readonly steps: number;
}

export interface Begin extends MessageBody {
	readonly type: 'begin';
}

export interface BeginOk extends MessageBody {
	readonly type: 'begin_ok';
	readonly tx: TransactionId;
}

export interface Execute extends MessageBody {
	readonly type: 'execute';
	readonly tx: TransactionId;
	/** Counts the steps of the transaction at this participant, from 0. */
	readonly number: number;
	readonly step: Step;
}

export interface ExecuteOk extends MessageBody {
	readonly type: 'execute_ok';
	readonly value: JsonValue;
	readonly incarnation: number;
}

/** Asks the coordinator to commit. Harmless to repeat. */
export interface Commit extends MessageBody {
	readonly type: 'commit';
	readonly tx: TransactionId;
	readonly shares: readonly Share[];
}

/** The client gives up before it has asked for a commit: it says so to the participants, who need not wait then. */
export interface GiveUp extends MessageBody {
	readonly type: 'give_up';
	readonly tx: TransactionId;
}

/** Asks any node for what its durable log says. */
export interface ReadLog extends MessageBody {
	readonly type: 'log';
	/** Only so many of the last transactions; all when `null`. */
	readonly last: number | null;
}

export type ClientRequest = Begin | Execute | Commit | GiveUp | ReadLog;

export type ClientReply =
	| Omit<BeginOk, keyof MessageBody | 'type'>
	| Omit<ExecuteOk, keyof MessageBody | 'type'>
	| ErrorBody;

export type Decision = 'commit' | 'abort';
export type Vote = 'yes' | 'no';
