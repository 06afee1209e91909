import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** Writes the term down, and not for whom it voted in it. */
export class VoteNotPersisted extends RaftNode {
	protected override persistTermAndVote(): void {
		this.wal.appendTermAndVote(this.currentTerm, null);
	}
}

export const voteNotPersisted: Mutant = {
	name: 'vote-not-persisted',
	description:
		'The vote is not written to disk: a server that restarts votes again in a term in which it has voted, and two leaders share a term (election safety).',
	seenIn: 'The "persistent state" of figure 2, half of it left out',
	createNode: (context) => new VoteNotPersisted(context),
};
