import type { Link, Message, NodeId } from '../../model/index.ts';
import type { ClockCondition, DiskCondition, LinkCondition } from '../conditions.ts';
import type { HostFaults } from '../host/control.ts';
import type { TraceRow } from './real-trace.ts';

/**
 * What differs between the runtimes that run real processes: how a node is started and stopped, how links are broken. The
 * rest is `RealCluster`'s. Of one node it is asked for one thing at a time.
 */
export interface Machinery {
	/** SIGKILL. Resolves when the node is dead. */
	kill(node: NodeId): Promise<void>;
	/**
	 * Starts a node that is dead, over what it has stored. Resolves when it has answered `init`; rejects when it dies before,
	 * also by a `kill`.
	 *
	 * @param faults goes into `init`
	 */
	start(node: NodeId, faults?: HostFaults): Promise<void>;
	/** Kills a node that is being started; where it cannot be done, a kill waits until the node is up. */
	interruptStart?(node: NodeId): Promise<void>;
	/** From now on it is no failure that the node ends. Resolves when it has ended. */
	expectDeath(node: NodeId): Promise<unknown>;
	pause(node: NodeId): Promise<void>;
	resume(node: NodeId): Promise<void>;
	/** Makes links into one node behave as told. Resolves when they do. */
	setLinks(to: NodeId, conditions: readonly LinkChange[]): Promise<void>;
	/** For what else runs beside a node's host, which has been told of its clock already. */
	setProgramClocks?(node: NodeId, condition: ClockCondition): Promise<void>;
	/**
	 * For a disk that is a real one: makes it so as far as it can. Resolves to what is left for the node's host to play. It may
	 * end the node (`endedByDisk`).
	 */
	setDisk?(node: NodeId, condition: DiskCondition): Promise<DiskCondition>;
	/** From a client or the controller to a node. */
	send(message: Message): void;
	logTail(node: NodeId, lines: number): readonly string[];
	/** Removes everything that was made. Called once. */
	dispose(): Promise<void>;
}

export interface LinkChange {
	readonly link: Link;
	readonly condition: LinkCondition;
}

/** What happens to nodes by themselves. `RealCluster` implements it; a machinery calls it. */
export interface MachineryEvents {
	/** A node sent a message to a client or to the controller. */
	message(message: Message): void;
	/** Something that only the machinery can see, for the trace. */
	record(row: TraceRow): void;
	/** A node has ended with the exit code for a disk that failed. False when nobody has made it fail: then the test cannot go on. */
	endedByDisk(node: NodeId): boolean;
	/** The test cannot go on: a node has exited, the engine has died. */
	failed(error: Error): void;
}
