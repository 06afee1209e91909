import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** Votes, and tells nobody's disk: neither the vote nor the term that it was given in survives a crash. */
export class TermNotPersisted extends RaftNode {
	protected override persistTermAndVote(): void {}
}

export const termNotPersisted: Mutant = {
	name: 'term-not-persisted',
	description:
		'The record of term and vote is not written to disk: the term of a server that restarts goes back, it votes twice in a term, and two leaders overwrite each other (election safety).',
	seenIn: 'The "persistent state" of figure 2, left out: the commonest bug of young Raft libraries',
	createNode: (context) => new TermNotPersisted(context),
};
