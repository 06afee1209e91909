import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** Believes whatever leader message comes last, though messages overtake each other. */
export class CommitIndexRegresses extends RaftNode {
	protected override learnCommitIndex(leaderCommit: number, lastNewIndex: number): void {
		this.commitIndex = Math.min(leaderCommit, lastNewIndex);
		this.applyCommitted();
	}
}

export const commitIndexRegresses: Mutant = {
	name: 'commit-index-regresses',
	description:
		'A follower takes its commit index from each message as it comes, also from one that was overtaken: the index goes back (figure 2: it increases monotonically). What was applied stays applied here, so clients notice nothing.',
	seenIn: 'PySyncObj#166',
	createNode: (context) => new CommitIndexRegresses(context),
};
