import type { Mutant } from '../../../harness/model/index.ts';
import { Broker } from '../broker.ts';
import { create } from '../message-transactions.ts';
import { type LocalTransaction, Service } from '../service.ts';

/** Tells others what it is about to do. */
export class PublishBeforeCommit extends Service {
	protected override commit(transaction: LocalTransaction, then: () => void): void {
		for (const letter of transaction.sends) this.outbox.set(letter.id, letter);
		this.publish(transaction.sends);
		super.commit(transaction, then);
	}
}

export const publishBeforeCommit: Mutant = {
	name: 'publish-before-commit',
	description:
		'A message leaves before the change that it tells of is durable: after a crash the account was never debited, and the other is credited all the same (money from nowhere).',
	seenIn: 'Handlers that publish inside the transaction, which is then rolled back',
	createNode: create(Broker, PublishBeforeCommit),
};
