/** `n1`, `n2`, … A node's name is also its address. */
export type NodeId = string;

/** The nodes of a cluster of this size: `n1`, `n2`, … */
export function nodeNames(count: number): NodeId[] {
	return Array.from({ length: count }, (_, i) => `n${i + 1}`);
}
/** `c0`, `c1`, … The name under which a client talks to nodes. */
export type ClientId = string;

/**
 * What a message says. The fields follow the Maelstrom protocol, so that a program which speaks it on stdin and stdout
 * is a system here, and ours run under Maelstrom.
 *
 * A body is plain JSON data and nobody changes it once it is sent: the simulation hands the same object to the receiver.
 */
export interface MessageBody {
	readonly type: string;
	/** Unique among the requests of one sender; a message that wants no reply has none. */
	readonly msg_id?: number;
	/** In a reply: the `msg_id` of the request. */
	readonly in_reply_to?: number;
}

/** A message on its way, with the names of its sender and its receiver. */
export interface Message<Body extends MessageBody = MessageBody> {
	readonly src: NodeId | ClientId;
	readonly dest: NodeId | ClientId;
	readonly body: Body;
}

/** A reply that says why a request was not served. `code` is one of `errorCodes`, or above 1000 for a system's own. */
export interface ErrorBody extends MessageBody {
	readonly type: 'error';
	readonly code: number;
	readonly text: string;
}

/**
 * Maelstrom's error codes. A definite error means that the request did not take effect and never will;
 * after an indefinite one nobody knows, so the operation ends in `info`.
 */
export const errorCodes = {
	timeout: 0,
	nodeNotFound: 1,
	notSupported: 10,
	temporarilyUnavailable: 11,
	malformedRequest: 12,
	crash: 13,
	abort: 14,
	keyDoesNotExist: 20,
	keyAlreadyExists: 21,
	preconditionFailed: 22,
	txnConflict: 30,
} as const;

const indefiniteCodes: ReadonlySet<number> = new Set([errorCodes.timeout, errorCodes.crash]);
const knownCodes: ReadonlySet<number> = new Set(Object.values(errorCodes));

/** Whether an error with this code proves that the request had no effect. Unknown codes prove nothing. */
export function isDefinite(code: number): boolean {
	return knownCodes.has(code) && !indefiniteCodes.has(code);
}

/** Whether a reply is an error, in the sense of the protocol. */
export function isError(body: MessageBody): body is ErrorBody {
	return body.type === 'error';
}
