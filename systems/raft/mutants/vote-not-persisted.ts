import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** After a restart in the middle of an election it has forgotten its vote, and may give it to another candidate. */
class VoteNotPersisted extends RaftNode {
	protected override persistTermAndVote(): void {
		this.wal.appendTermAndVote(this.currentTerm, null);
	}
}

export const voteNotPersisted: Mutant = {
	name: 'vote-not-persisted',
	description:
		'The term is written to disk, the vote is not: a server that restarts votes twice in a term, and two leaders of one term overwrite each other (election safety).',
	seenIn: 'The "persistent state" of figure 2, left out; a class of bugs in many young Raft libraries',
	createNode: (context) => new VoteNotPersisted(context),
};
