import type { JsonValue } from './json.ts';
import type { Message, MessageBody, NodeId } from './message.ts';
import type { Random } from './random.ts';

/**
 * A node of a system: an event-driven state machine without any I/O of its own. The same program runs in the simulation,
 * as a process and in a container; it reaches the world through its `NodeContext` alone.
 *
 * A runtime calls one method at a time and never again after a crash: a restarted node is a new program over the storage
 * that survived.
 */
export interface NodeProgram<Body extends MessageBody = MessageBody> {
	/** Called once, before anything else. Reads what storage kept and sets the first timers. */
	start(): void;
	receive(message: Message<Body>): void;
	/** What a test may look at (role, term, commit index, …): flat and cheap, for it is read after every event. */
	inspect(): Inspection;
	/**
	 * What the system's invariants look at beside `inspect`: the live data itself, never copied, traced or changed, so that
	 * it costs nothing. The same object at every call.
	 */
	internals?(): object;
}

/**
 * Some names have a meaning. A node whose `role` is `leader` or `coordinator` is what nemeses aim at; its `term`, `ballot` or `epoch`
 * tells one reign from the next. A coordinator that gives out work may tell how many `tasks` there are, and how many `attempts` it
 * has given out in its reign: a scorecard counts what was done again.
 */
export type Inspection = Readonly<Record<string, JsonValue>>;

/** Makes a node's program: at every start of the node a new one, over the storage that survived. */
export type CreateNode = (context: NodeContext) => NodeProgram;

/** What a node may do. Nothing here blocks; callbacks run as events of their own. */
export interface NodeContext {
	readonly id: NodeId;
	/** The other nodes of the deployment, without this one, in order. */
	readonly peers: readonly NodeId[];
	/** This node's own stream; not the same after a restart. */
	readonly random: Random;
	readonly storage: Storage;
	/** Sends and forgets: a message may be lost, delayed, duplicated or overtaken. */
	send(dest: string, body: MessageBody): void;
	/** Sends `body` to whoever sent `request`, with `in_reply_to` set to its `msg_id`. */
	reply(request: Message, body: MessageBody): void;
	/** Runs `then` once, after `delayMs` of this node's clock. A timer that is set again under its name is replaced. */
	setTimer(name: string, delayMs: number, then: () => void): void;
	cancelTimer(name: string): void;
	/** This node's own wall clock in milliseconds: it may be wrong, drift, and jump either way. */
	now(): number;
	/** A line for the node's log. */
	log(line: string): void;
}

/**
 * A node's disk: named files of records. Every write is visible to `read` at once, and **durable only after a `sync`
 * that was called later has called back**. At a crash each file keeps some prefix of its writes that were not synced,
 * independently of the other files: writes may be lost, an append of several records may be torn between two of them,
 * and a later write to one file may survive an earlier one to another.
 *
 * There are no errors to handle. Each record has a checksum. **A disk that refuses ends the node**: when a write that is
 * synced does not fit or fails, a file cannot be read, or a checksum is wrong, no callback comes and the program is gone.
 * Nobody knows then what is durable, and a program that goes on all the same loses data, as databases have found out.
 */
export interface Storage {
	/** The records of a file in order; empty when there is no such file. */
	read(file: string): readonly JsonValue[];
	append(file: string, ...records: readonly JsonValue[]): void;
	/** Replaces a file's whole content. Atomic: after a crash it is the old content or the new. */
	replace(file: string, records: readonly JsonValue[]): void;
	remove(file: string): void;
	/** Names of the files that exist, sorted. */
	list(): readonly string[];
	/** Calls back once all writes made before this call are durable. Callbacks come in the order of the calls. */
	sync(then: () => void): void;
}
