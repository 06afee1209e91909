import type { Mutant, NodeId } from '../../../harness/model/index.ts';
import type { TransactionId } from '../../transactions/messages.ts';
import { Coordinator } from '../coordinator.ts';
import type { Prepare } from '../messages.ts';
import { Participant } from '../participant.ts';
import { create } from '../two-phase-commit.ts';

/** Does not look whether it knows the transaction already. */
export class AbortedReopened extends Participant {
	protected override voteOnClosed(coordinator: NodeId, prepare: Prepare): void {
		const { tx, participants } = prepare;
		if (this.outcomes.get(tx) === 'commit') super.voteOnClosed(coordinator, prepare);
		else this.voteYes(coordinator, tx, participants);
	}

	protected override isNews(tx: TransactionId): boolean {
		return super.isNews(tx) || this.prepared.has(tx);
	}
}

export const abortedReopened: Mutant = {
	name: 'aborted-reopened',
	description:
		'A request to prepare that comes late opens a transaction again that was aborted here: the participant votes Yes for one whose work it has thrown away (AC1, AC2).',
	seenIn: 'Duplicate messages that nobody expected',
	createNode: create(Coordinator, AbortedReopened),
};
