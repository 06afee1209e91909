import type { Fault, FaultKind } from './fault.ts';
import type { NodeId } from './message.ts';
import type { Inspection } from './node.ts';
import type { Random } from './random.ts';

/** Chooses what to break. When to break and to heal is the schedule's business, how is the runtime's. */
export interface Nemesis {
	readonly name: string;
	readonly description: string;
	/** Every kind of fault that it may choose; a runtime that lacks one refuses the nemesis before the run starts. */
	readonly kinds: readonly FaultKind[];
	/** The next fault, or nothing when there is no fitting target now (no leader, say); it is then asked again later. */
	choose(view: ClusterView): Fault | undefined;
}

/** What a nemesis may know of the cluster. */
export interface ClusterView {
	readonly nodes: readonly NodeId[];
	readonly random: Random;
	/** A node's last known state; nothing when it is down or does not tell. */
	inspect(node: NodeId): Inspection | undefined;
}
