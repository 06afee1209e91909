import type { Mutant } from '../../../harness/model/index.ts';
import { Broker } from '../broker.ts';
import { create } from '../message-transactions.ts';
import { type LocalTransaction, Service } from '../service.ts';

/** Commits the change, and then the message about it. */
export class OutboxInSecondStep extends Service {
	protected override write(transaction: LocalTransaction, then: () => void): void {
		super.write({ ...transaction, sends: [] }, () => {
			const { sends } = transaction;
			if (sends.length === 0) then();
			else super.write({ kind: 'transaction', effects: [], sends }, then);
		});
	}
}

export const outboxInSecondStep: Mutant = {
	name: 'outbox-in-second-step',
	description:
		'The outbox is written after the change has been committed, in a transaction of its own: a crash in between leaves a debit that nobody ever credits (atomicity of a local transaction).',
	seenIn: 'The dual write, which the outbox is there to avoid',
	createNode: create(Broker, OutboxInSecondStep),
};
