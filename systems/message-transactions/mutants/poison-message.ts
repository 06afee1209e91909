import type { Mutant } from '../../../harness/model/index.ts';
import { Broker } from '../broker.ts';
import { create } from '../message-transactions.ts';
import type { Letter } from '../messages.ts';
import { Service } from '../service.ts';

/** Takes a refusal for an error that will pass. */
export class PoisonMessage extends Service {
	protected override onDeliver(letter: Letter, acknowledge: () => void): void {
		const isRefused = letter.step === 'credit' && this.objectionTo(letter) !== undefined;
		if (this.isDuplicate(letter) || !isRefused) super.onDeliver(letter, acknowledge);
	}
}

export const poisonMessage: Mutant = {
	name: 'poison-message',
	description:
		'A letter that is refused is neither acknowledged nor answered, so it comes back for ever: the window fills with such letters, and behind it everything stands still (not settled).',
	seenIn: 'Poison messages: a consumer that throws, and a queue without a dead-letter queue',
	breaks: 'liveness',
	createNode: create(Broker, PoisonMessage),
};
