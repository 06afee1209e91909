import type { Mutant } from '../../../harness/model/index.ts';
import { Broker } from '../broker.ts';
import { create } from '../message-transactions.ts';
import { Service } from '../service.ts';

/** How many it keeps. */
const inboxMax = 20;

/** Keeps the last few identities only, to save room. */
export class InboxTrimmed extends Service {
	protected override remember(identity: string): void {
		super.remember(identity);
		const [oldest] = this.inbox;
		if (this.inbox.size > inboxMax && oldest !== undefined) this.inbox.delete(oldest);
	}
}

export const inboxTrimmed: Mutant = {
	name: 'inbox-trimmed',
	description:
		'The inbox forgets a letter after twenty others: one that is repeated late is applied again (doubled effect).',
	seenIn: 'Windows for deduplication that are shorter than an outage: five minutes in Amazon SQS',
	createNode: create(Broker, InboxTrimmed),
};
