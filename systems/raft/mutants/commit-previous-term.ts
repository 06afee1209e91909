import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** Counts replicas of any entry: the one of an earlier term may still be overwritten, as in figure 8. */
export class CommitPreviousTerm extends RaftNode {
	protected override mayCommit(): boolean {
		return true;
	}
}

export const commitPreviousTerm: Mutant = {
	name: 'commit-previous-term',
	description:
		'A new leader commits an entry of an earlier term as soon as it is on a majority; a candidate with a newer last entry can still win and overwrite it (leader completeness, figure 8).',
	seenIn: 'logcabin#44, PySyncObj#169',
	createNode: (context) => new CommitPreviousTerm(context),
};
