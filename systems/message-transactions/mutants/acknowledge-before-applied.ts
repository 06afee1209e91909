import type { Mutant } from '../../../harness/model/index.ts';
import { Broker } from '../broker.ts';
import { create } from '../message-transactions.ts';
import type { Letter } from '../messages.ts';
import { Service } from '../service.ts';

/** Says that it has the letter, and then does what it asks for. */
export class AcknowledgeBeforeApplied extends Service {
	protected override onDeliver(letter: Letter, acknowledge: () => void): void {
		acknowledge();
		super.onDeliver(letter, () => {});
	}
}

export const acknowledgeBeforeApplied: Mutant = {
	name: 'acknowledge-before-applied',
	description:
		'A letter is acknowledged when it arrives: if the service crashes before its effect is durable, the broker has forgotten the letter already (lost effect).',
	seenIn: 'Automatic acknowledgement in RabbitMQ, automatic commit of offsets in Kafka consumers',
	createNode: create(Broker, AcknowledgeBeforeApplied),
};
