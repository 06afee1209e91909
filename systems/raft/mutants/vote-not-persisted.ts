import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** Votes, and tells nobody's disk: neither the vote nor the term that it was given in survives a crash. */
export class VoteNotPersisted extends RaftNode {
	protected override persistTermAndVote(): void {}
}

export const voteNotPersisted: Mutant = {
	name: 'vote-not-persisted',
	description:
		'The record of term and vote is not written to disk: a server that restarts votes again in a term in which it has voted, two leaders share a term, and they overwrite each other (election safety).',
	seenIn: 'The "persistent state" of figure 2, left out: the commonest bug of young Raft libraries',
	createNode: (context) => new VoteNotPersisted(context),
};
