import type { NodeContext, NodeId } from '../../../harness/model/index.ts';
import type { Entry } from '../messages.ts';
import type { RaftOptions } from '../options.ts';
import { RaftNode } from '../raft.ts';

/** What a test may see of a node, beyond `inspect`. */
export interface Observable {
	readonly entriesHeld: readonly Entry[];
	readonly configurationInUse: readonly NodeId[];
}

type NodeClass = new (context: NodeContext, options?: RaftOptions) => RaftNode;
export type CreateObserved = new (context: NodeContext, options?: RaftOptions) => RaftNode & Observable;

/** A node, or a mutant, whose log and configuration a test can look at. */
export function observed(base: NodeClass): CreateObserved {
	return class extends base implements Observable {
		get entriesHeld(): readonly Entry[] {
			return this.log.slice(this.log.snapshotIndex + 1, this.log.lastIndex);
		}

		get configurationInUse(): readonly NodeId[] {
			return this.voters;
		}
	};
}

export const ObservedNode: CreateObserved = observed(RaftNode);
