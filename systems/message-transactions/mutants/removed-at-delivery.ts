import type { Mutant } from '../../../harness/model/index.ts';
import { Broker } from '../broker.ts';
import { create } from '../message-transactions.ts';
import type { Letter } from '../messages.ts';
import { Service } from '../service.ts';

/** Sends a letter, and forgets it. */
export class RemovedAtDelivery extends Broker {
	protected override deliver(letter: Letter): void {
		super.deliver(letter);
		this.remove(letter.id);
	}
}

export const removedAtDelivery: Mutant = {
	name: 'removed-at-delivery',
	description:
		'A letter is removed from the queue when it is sent, not when it is acknowledged: what is lost on the way is lost for good (at most once).',
	seenIn: 'Queues in a Redis list that are read with LPOP',
	createNode: create(RemovedAtDelivery, Service),
};
