import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import type { Prepared } from '../participant.ts';
import { Participant } from '../participant.ts';
import { create } from '../two-phase-commit.ts';

/** Promises from memory. */
export class VoteBeforeLogging extends Participant {
	protected override logPrepared(_prepared: Prepared, then: () => void): void {
		then();
	}
}

export const voteBeforeLogging: Mutant = {
	name: 'vote-before-logging',
	description:
		'A participant votes Yes without writing down what it would have to commit: after a crash it knows nothing of the transaction, and commits nothing (AC1, AC2).',
	seenIn: 'The prepare record, left out',
	createNode: create(Coordinator, VoteBeforeLogging),
};
