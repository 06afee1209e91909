import type { Mutant } from '../../../harness/model/index.ts';
import { PaxosNode } from '../paxos.ts';

/** Takes half of the acceptors, rounded down, for a majority. */
export class QuorumTooSmall extends PaxosNode {
	protected override quorumSize(): number {
		return super.quorumSize() - 1;
	}
}

export const quorumTooSmall: Mutant = {
	name: 'quorum-too-small',
	description: 'A quorum is n/2 acceptors, so that two need not share one: each side of a partition has its leader.',
	seenIn: 'Quorums that do not intersect, flexible ones among them',
	createNode: (context) => new QuorumTooSmall(context),
};
