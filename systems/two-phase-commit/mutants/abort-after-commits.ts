import type { Mutant } from '../../../harness/model/index.ts';
import type { TransactionId } from '../../transactions/messages.ts';
import type { Ongoing } from '../coordinator.ts';
import { Coordinator } from '../coordinator.ts';
import { Participant } from '../participant.ts';
import { create } from '../two-phase-commit.ts';

const roundsMax = 3;

/** Gives up on those who do not answer. */
export class AbortAfterCommits extends Coordinator {
	readonly #rounds = new Map<TransactionId, number>();

	protected override sendCommits(transaction: Ongoing): void {
		const { tx } = transaction;
		const round = (this.#rounds.get(tx) ?? 0) + 1;
		this.#rounds.set(tx, round);
		if (round <= roundsMax) super.sendCommits(transaction);
		else this.decideAbort(transaction);
	}
}

export const abortAfterCommits: Mutant = {
	name: 'abort-after-commits',
	description:
		'When acknowledgements do not come the coordinator decides to abort, though it has told some participants to commit (AC1, AC2).',
	seenIn: 'A time-out in phase two handled like one in phase one',
	createNode: create(AbortAfterCommits, Participant),
};
