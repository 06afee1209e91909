import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** Takes half of the servers, rounded down, for a majority. */
export class QuorumTooSmall extends RaftNode {
	protected override quorumSize(): number {
		return super.quorumSize() - 1;
	}
}

export const quorumTooSmall: Mutant = {
	name: 'quorum-too-small',
	description:
		'A quorum is n/2 servers instead of more than that: two leaders, and two histories, on the two sides of a partition (election safety).',
	seenIn: 'The off-by-one of many a young implementation',
	createNode: (context) => new QuorumTooSmall(context),
};
