import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';
import type { Progress } from '../role.ts';

/** Believes the answer that comes last, though answers overtake each other. */
export class MatchIndexAssigned extends RaftNode {
	protected override recordMatch(progress: Progress, matchIndex: number): void {
		super.recordMatch(progress, matchIndex);
		progress.matchIndex = matchIndex;
		progress.nextIndex = matchIndex + 1;
	}
}

export const matchIndexAssigned: Mutant = {
	name: 'match-index-assigned',
	description:
		'The leader sets matchIndex from each answer as it comes, also from one that was overtaken: it goes back (figure 2: it increases monotonically), and entries are sent again. It is never too high, so nothing is lost.',
	seenIn: 'RaftOS#25, PySyncObj#167',
	createNode: (context) => new MatchIndexAssigned(context),
};
