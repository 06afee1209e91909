import type { Mutant } from '../../../harness/model/index.ts';
import type { Decision, TransactionId, Write } from '../../transactions/messages.ts';
import { Coordinator } from '../coordinator.ts';
import { Participant } from '../participant.ts';
import { create } from '../two-phase-commit.ts';

/** Does as it is told, as often as it is told. */
export class CommitAppliedTwice extends Participant {
	readonly #writes = new Map<TransactionId, readonly Write[]>();

	protected override carryOutDecision(tx: TransactionId, decision: Decision): void {
		const writes = this.prepared.get(tx)?.writes ?? this.#writes.get(tx) ?? [];
		this.#writes.set(tx, writes);
		if (decision === 'commit' && !this.prepared.has(tx)) this.apply(writes);
		super.carryOutDecision(tx, decision);
	}

	protected override isNews(): boolean {
		return true;
	}
}

export const commitAppliedTwice: Mutant = {
	name: 'commit-applied-twice',
	description:
		'A commit that arrives twice is carried out twice: old values come back over newer ones, and elements are doubled (lost update).',
	seenIn: 'Handlers that are not idempotent',
	createNode: create(Coordinator, CommitAppliedTwice),
};
