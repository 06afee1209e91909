import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** Applies one entry more than it may. */
export class ApplyBeforeCommit extends RaftNode {
	protected override mayApply(): boolean {
		return this.lastApplied <= this.commitIndex;
	}
}

export const applyBeforeCommit: Mutant = {
	name: 'apply-before-commit',
	description:
		'The check of the commit index is off by one, so that the entry after it is applied as well, and its client answered: it may still be replaced (state machine safety).',
	seenIn: 'lastApplied incremented before it is compared',
	createNode: (context) => new ApplyBeforeCommit(context),
};
