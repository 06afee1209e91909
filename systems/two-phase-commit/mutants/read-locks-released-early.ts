import type { JsonValue, Mutant } from '../../../harness/model/index.ts';
import type { Active } from '../../transactions/executor.ts';
import type { Step, TransactionId } from '../../transactions/messages.ts';
import { Coordinator } from '../coordinator.ts';
import { Participant } from '../participant.ts';
import { create } from '../two-phase-commit.ts';

/** Lets go of what it has read. */
export class ReadLocksReleasedEarly extends Participant {
	protected override carryOut(tx: TransactionId, active: Active, step: Step): JsonValue {
		const result = super.carryOut(tx, active, step);
		if (step[0] === 'r') this.locks.releaseShared(tx, step[1]);
		return result;
	}
}

export const readLocksReleasedEarly: Mutant = {
	name: 'read-locks-released-early',
	description:
		'Read locks are released after the read instead of at the end: what a transaction has read changes before it commits (G-single, G2, lost update).',
	seenIn: 'READ COMMITTED taken for two-phase locking',
	createNode: create(Coordinator, ReadLocksReleasedEarly),
};
