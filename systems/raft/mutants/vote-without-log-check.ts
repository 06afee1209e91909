import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** Votes for the first who asks. */
export class VoteWithoutLogCheck extends RaftNode {
	protected override isUpToDate(): boolean {
		return true;
	}
}

export const voteWithoutLogCheck: Mutant = {
	name: 'vote-without-log-check',
	description:
		'A candidate gets votes whatever its log: a server that was cut off becomes leader and overwrites committed entries (leader completeness).',
	seenIn: 'The election restriction of section 5.4.1, left out',
	createNode: (context) => new VoteWithoutLogCheck(context),
};
