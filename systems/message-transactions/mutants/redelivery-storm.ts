import type { Mutant } from '../../../harness/model/index.ts';
import { Broker } from '../broker.ts';
import { create } from '../message-transactions.ts';
import { Service } from '../service.ts';

/** Cannot wait for an answer. */
export class RedeliveryStorm extends Broker {
	protected override backoffMs(): number {
		return 1;
	}
}

export const redeliveryStorm: Mutant = {
	name: 'redelivery-storm',
	description:
		'A letter that is not acknowledged within a millisecond is delivered again at once, and again: everybody is busy with repetitions (cost).',
	seenIn: 'Consumers that reject with `requeue`, retries without backoff',
	breaks: 'cost',
	createNode: create(RedeliveryStorm, Service),
};
