import type { Mutant, NodeId } from '../../../harness/model/index.ts';
import type { RequestVoteReply } from '../messages.ts';
import { RaftNode } from '../raft.ts';

/** Counts every vote that comes in. */
export class OldVotesCounted extends RaftNode {
	protected override onRequestVoteReply(voter: NodeId, reply: RequestVoteReply): void {
		super.onRequestVoteReply(voter, { ...reply, term: this.currentTerm });
	}
}

export const oldVotesCounted: Mutant = {
	name: 'old-votes-counted',
	description:
		'A candidate counts votes that it was given in an earlier term: with voters who have given their vote in this term to somebody else it makes a second leader (election safety).',
	seenIn: 'Xraft#33',
	createNode: (context) => new OldVotesCounted(context),
};
