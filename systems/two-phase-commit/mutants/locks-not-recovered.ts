import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import { Participant } from '../participant.ts';
import { create } from '../two-phase-commit.ts';

/** Comes back without its locks. */
export class LocksNotRecovered extends Participant {
	protected override lockAgain(): void {}
}

export const locksNotRecovered: Mutant = {
	name: 'locks-not-recovered',
	description:
		'After a crash a participant does not lock again what a transaction in doubt has read and written: others read old values and are overwritten when it commits (lost update).',
	seenIn: 'Recovery that restores the data and forgets the locks',
	createNode: create(Coordinator, LocksNotRecovered),
};
