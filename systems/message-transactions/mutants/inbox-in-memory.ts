import type { Mutant } from '../../../harness/model/index.ts';
import { Broker } from '../broker.ts';
import { create } from '../message-transactions.ts';
import { type LocalTransaction, Service } from '../service.ts';

/** Remembers what it has consumed until the next crash. */
export class InboxInMemory extends Service {
	protected override redo(transaction: LocalTransaction): void {
		super.redo(transaction);
		if (transaction.consumes !== undefined) this.inbox.delete(transaction.consumes);
	}
}

export const inboxInMemory: Mutant = {
	name: 'inbox-in-memory',
	description:
		'After a crash the inbox is empty: a letter whose acknowledgement was lost is applied again (doubled effect).',
	seenIn: 'Deduplication in a cache of the process',
	createNode: create(Broker, InboxInMemory),
};
