import type { Mutant, NodeId } from '../../../harness/model/index.ts';
import type { RequestVoteReply } from '../messages.ts';
import { RaftNode } from '../raft.ts';

/** Counts answers instead of voters. */
export class DuplicateVotesCounted extends RaftNode {
	#answers = 0;
	#term = 0;

	protected override onRequestVoteReply(voter: NodeId, reply: RequestVoteReply): void {
		super.onRequestVoteReply(voter, reply);
		if (this.#term !== this.currentTerm) this.#answers = 0;
		this.#term = this.currentTerm;
		if (!reply.granted || reply.term !== this.currentTerm) return;
		this.#answers++;
		// Its own vote is the one more.
		if (this.role.kind === 'candidate' && this.#answers + 1 >= this.quorumSize()) this.becomeLeader();
	}
}

export const duplicateVotesCounted: Mutant = {
	name: 'duplicate-votes-counted',
	description:
		'A candidate counts how many votes have arrived, and not from whom: one that arrives twice makes a leader without a majority, and a term has two (election safety).',
	seenIn: 'A counter where figure 2 needs a set',
	createNode: (context) => new DuplicateVotesCounted(context),
};
