import type { Mutant } from '../../../harness/model/index.ts';
import { Broker } from '../broker.ts';
import { create } from '../message-transactions.ts';
import type { Letter } from '../messages.ts';
import { Service } from '../service.ts';

/** Confirms what it has in memory. */
export class ConfirmBeforeSync extends Broker {
	protected override takeOver(letter: Letter, then: () => void): void {
		super.takeOver(letter, () => {});
		then();
	}
}

export const confirmBeforeSync: Mutant = {
	name: 'confirm-before-sync',
	description:
		'The broker confirms a letter before it is on its disk: after a crash nobody has it any more (lost message).',
	seenIn: 'Brokers that acknowledge from memory: Kafka without flushing, on a machine that loses its power',
	createNode: create(ConfirmBeforeSync, Service),
};
