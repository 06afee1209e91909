import type { Mutant } from '../../../harness/model/index.ts';
import { Broker } from '../broker.ts';
import { create } from '../message-transactions.ts';
import type { Letter } from '../messages.ts';
import { Service } from '../service.ts';

/** How long it trusts an acknowledgement to come, in milliseconds. */
const repeatMs = 500;

/** Repeats each letter on a schedule of its own, which no acknowledgement ends. */
export class RedeliveryStorm extends Broker {
	protected override deliver(letter: Letter): void {
		super.deliver(letter);
		this.context.setTimer(`repeat ${letter.id}`, repeatMs, () => this.deliver(letter));
	}
}

export const redeliveryStorm: Mutant = {
	name: 'redelivery-storm',
	description:
		'A letter is delivered twice a second for ever, acknowledged or not. The inbox makes it harmless, but soon everybody is busy with repetitions (cost).',
	seenIn: 'Retries in a delay queue that nobody cancels; no backoff',
	breaks: 'cost',
	createNode: create(RedeliveryStorm, Service),
};
