import type { Fault, FaultKind } from './fault.ts';
import type { JsonValue } from './json.ts';
import type { NodeId } from './message.ts';
import type { Inspection } from './node.ts';
import type { NodeChoice } from './node-choice.ts';
import type { Random } from './random.ts';

/** Chooses what to break. When to break and to heal is the schedule's business, how is the runtime's. */
export interface Nemesis {
	readonly name: string;
	readonly description: string;
	/** Every kind of fault that it may choose; a runtime that lacks one refuses the nemesis before the run starts. */
	readonly kinds: readonly FaultKind[];
	/** The next fault, or nothing when there is no fitting target now (no leader, say); it is then asked again later. */
	choose(view: ClusterView): Fault | undefined;
	/** The same for nodes that somebody chooses; absent where there is nothing to choose. */
	aimedAt?(choice: NodeChoice): Nemesis;
	/** The nodes that it was aimed at by name. */
	readonly nodes?: readonly NodeId[];
	/** Set when it aims at whoever leads: a swarm lets such nemeses work together. */
	readonly aim?: 'leader';
	/** How soon it wants to be asked again when it found no target, in milliseconds; the schedule decides otherwise. */
	readonly retryMs?: number;
}

/** What a nemesis may know of the cluster. */
export interface ClusterView {
	readonly nodes: readonly NodeId[];
	readonly random: Random;
	/** Milliseconds since the start of the run. */
	readonly now: number;
	/** What this nemesis wrote down when it was asked earlier in this run; empty at first. */
	readonly notes: Map<string, JsonValue>;
	/** A node's last known state; nothing when it is down or does not tell. */
	inspect(node: NodeId): Inspection | undefined;
}
