import type { Mutant, NodeId } from '../../../harness/model/index.ts';
import type { Ballot, Slot } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Asks everybody, and at once, for whatever it does not have yet. */
export class CatchUpStorm extends PaxosNode {
	protected override learnUpTo(leader: NodeId, ballot: Ballot, chosenUpTo: Slot): void {
		for (const peer of this.context.peers) this.askWhereBehind(peer, chosenUpTo);
		super.learnUpTo(leader, ballot, chosenUpTo);
	}
}

export const catchUpStorm: Mutant = {
	name: 'catch-up-storm',
	description:
		'A replica asks all others for what is chosen with every message, before it looks what it has: traffic multiplies (cost).',
	seenIn: 'Gossip without a limit',
	breaks: 'cost',
	createNode: (context) => new CatchUpStorm(context),
};
