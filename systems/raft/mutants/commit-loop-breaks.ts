import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** Looks at the first entry that is not committed, finds an old one, and stops. */
export class CommitLoopBreaks extends RaftNode {
	protected override mayCommit(): boolean {
		return super.mayCommit(this.commitIndex + 1);
	}
}

export const commitLoopBreaks: Mutant = {
	name: 'commit-loop-breaks',
	description:
		'The search for the entry to commit ends at the first one of an earlier term: a new leader that has such entries never commits anything.',
	seenIn: 'RaftOS#30',
	breaks: 'liveness',
	createNode: (context) => new CommitLoopBreaks(context),
};
