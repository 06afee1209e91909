import type { ClientId, Message, MessageBody, NodeId } from './message.ts';
import type { Completion, Invocation } from './operation.ts';
import type { Random } from './random.ts';

/**
 * The client of a system, one for each process: turns invocations into messages and replies into completions.
 * It is asked for one operation at a time and calls `complete` exactly once for each. A retry inside a client is honest
 * only when the system makes it harmless; otherwise the operation ends in `info`.
 *
 * The controller has its own time limit on every operation. When that passes the operation is `info`, the client is
 * closed, and its process is retired.
 */
export interface Client {
	invoke(invocation: Invocation, complete: (completion: Completion) => void): void;
	receive(message: Message): void;
	/** Called once when the client is no longer needed. */
	close?(): void;
}

/** Makes the client of one process. Called when that process has its first operation. */
export type CreateClient = (context: ClientContext) => Client;

/** What a client may do, and all that it knows. Nothing here blocks; callbacks run as events of their own. */
export interface ClientContext {
	readonly id: ClientId;
	readonly process: number;
	readonly nodes: readonly NodeId[];
	/** The node that this process talks to first: processes are spread evenly over the nodes. */
	readonly home: NodeId;
	readonly random: Random;
	/** The controller's limit on one operation, in milliseconds. */
	readonly operationTimeoutMs: number;
	send(dest: NodeId, body: MessageBody): void;
	setTimer(name: string, delayMs: number, then: () => void): void;
	cancelTimer(name: string): void;
	/** The controller's clock in milliseconds: virtual in the simulation. */
	now(): number;
}
