import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import type { Prepared } from '../participant.ts';
import { Participant } from '../participant.ts';
import { create } from '../two-phase-commit.ts';

/** Has waited long enough. */
export class AbortInDoubt extends Participant {
	protected override inquire({ tx }: Prepared): void {
		this.abortLocally(tx);
	}
}

export const abortInDoubt: Mutant = {
	name: 'abort-in-doubt',
	description:
		'A participant that has voted Yes aborts by itself when the decision does not come in time: the others may have committed (AC1).',
	seenIn: 'Heuristic aborts, without anybody to reconcile them',
	createNode: create(Coordinator, AbortInDoubt),
};
