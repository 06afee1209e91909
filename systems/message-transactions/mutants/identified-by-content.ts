import type { Mutant } from '../../../harness/model/index.ts';
import { Broker } from '../broker.ts';
import { create } from '../message-transactions.ts';
import type { Letter } from '../messages.ts';
import { Service } from '../service.ts';

/** Thinks that letters which say the same are the same. */
export class IdentifiedByContent extends Service {
	protected override identityOf({ step, transfer: { from, to, amount } }: Letter): string {
		return `${step} ${from} ${to} ${amount}`;
	}
}

export const identifiedByContent: Mutant = {
	name: 'identified-by-content',
	description:
		'A letter is told from others by what it says: the second of two equal transfers counts as a repetition of the first, and is never credited (lost effect).',
	seenIn: 'Deduplication by a hash of the body: content-based deduplication in Amazon SQS',
	createNode: create(Broker, IdentifiedByContent),
};
