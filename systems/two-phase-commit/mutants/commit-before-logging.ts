import type { Mutant } from '../../../harness/model/index.ts';
import type { Ongoing } from '../coordinator.ts';
import { Coordinator } from '../coordinator.ts';
import { Participant } from '../participant.ts';
import { create } from '../two-phase-commit.ts';

/** Tells the good news first, and writes it down afterwards. */
export class CommitBeforeLogging extends Coordinator {
	protected override logCommit(transaction: Ongoing, then: () => void): void {
		then();
		super.logCommit(transaction, () => {});
	}
}

export const commitBeforeLogging: Mutant = {
	name: 'commit-before-logging',
	description:
		'The coordinator sends the commit before its record is durable: if it crashes then, some have committed, and the others are told that they presume abort (AC1).',
	seenIn: 'The write-ahead rule, turned round',
	workload: 'votes',
	createNode: create(CommitBeforeLogging, Participant),
};
