import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import { Participant } from '../participant.ts';
import { create } from '../two-phase-commit.ts';

/** Has told everybody once, and forgets. */
export class ForgetBeforeAcknowledged extends Coordinator {
	protected override mayForget(): boolean {
		return true;
	}
}

export const forgetBeforeAcknowledged: Mutant = {
	name: 'forget-before-acknowledged',
	description:
		'The coordinator forgets a commit before everybody has acknowledged it: a participant that has not heard asks, and is told that it presumes abort (AC1).',
	seenIn: 'Presumed abort without the acknowledgements',
	createNode: create(ForgetBeforeAcknowledged, Participant),
};
