import type { Mutant } from '../../../harness/model/index.ts';
import type { Ongoing } from '../coordinator.ts';
import { Coordinator } from '../coordinator.ts';
import { Participant } from '../participant.ts';
import { create } from '../two-phase-commit.ts';

/** Takes silence for consent. */
export class MissingVoteIsYes extends Coordinator {
	protected override onVoteTimeout(transaction: Ongoing): void {
		this.decideCommit(transaction);
	}
}

export const missingVoteIsYes: Mutant = {
	name: 'missing-vote-is-yes',
	description:
		'A vote that does not come in time counts as Yes: a participant that has voted No, or lost its work, has aborted (AC3).',
	seenIn: 'A time-out handled as success',
	createNode: create(MissingVoteIsYes, Participant),
};
