import type { Mutant } from '../../../harness/model/index.ts';
import type { Ongoing } from '../coordinator.ts';
import { Coordinator } from '../coordinator.ts';
import { Participant } from '../participant.ts';
import { create } from '../two-phase-commit.ts';

/** Does not count the acknowledgements. */
export class CommitsNeverForgotten extends Coordinator {
	protected override mayForget(): boolean {
		return false;
	}

	protected override sendCommits(transaction: Ongoing): void {
		transaction.acknowledged.clear();
		super.sendCommits(transaction);
	}
}

export const commitsNeverForgotten: Mutant = {
	name: 'commits-never-forgotten',
	description:
		'The coordinator goes on sending every commit that there ever was, acknowledged or not: each transaction adds to the traffic for ever (cost).',
	seenIn: 'Resend queues that nothing is removed from',
	breaks: 'cost',
	createNode: create(CommitsNeverForgotten, Participant),
};
