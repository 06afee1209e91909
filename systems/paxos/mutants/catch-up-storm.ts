import type { Mutant, NodeId } from '../../../harness/model/index.ts';
import type { Ballot, Slot } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Asks everybody, whether it misses anything or not. */
export class CatchUpStorm extends PaxosNode {
	protected override learnUpTo(leader: NodeId, ballot: Ballot, chosenUpTo: Slot): void {
		super.learnUpTo(leader, ballot, chosenUpTo);
		for (const peer of this.context.peers) this.sendTo(peer, { type: 'catch_up', from: this.executed + 1 });
	}
}

export const catchUpStorm: Mutant = {
	name: 'catch-up-storm',
	description:
		'With every message from its leader a replica asks all others for what it may have missed: traffic multiplies with the number of replicas (cost).',
	seenIn: 'Anti-entropy without a limit',
	breaks: 'cost',
	createNode: (context) => new CatchUpStorm(context),
};
