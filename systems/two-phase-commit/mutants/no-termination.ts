import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import { Participant } from '../participant.ts';
import { create } from '../two-phase-commit.ts';

/** Waits to be told. */
export class NoTermination extends Participant {
	protected override inquire(): void {}
}

export const noTermination: Mutant = {
	name: 'no-termination',
	description:
		'A participant in doubt asks nobody: when the coordinator has crashed before its decision nobody ever tells, and the locks stay for ever (AC5).',
	seenIn: 'The termination protocol, left out',
	breaks: 'liveness',
	createNode: create(Coordinator, NoTermination),
};
