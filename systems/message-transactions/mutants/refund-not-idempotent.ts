import type { Mutant } from '../../../harness/model/index.ts';
import { Broker } from '../broker.ts';
import { create } from '../message-transactions.ts';
import type { Letter } from '../messages.ts';
import { Service } from '../service.ts';

/** Pays back whenever it is told to. */
export class RefundNotIdempotent extends Service {
	protected override isDuplicate(letter: Letter): boolean {
		return letter.step !== 'refund' && super.isDuplicate(letter);
	}
}

export const refundNotIdempotent: Mutant = {
	name: 'refund-not-idempotent',
	description: 'A refund is not looked up in the inbox: repeated, it is paid twice (doubled effect).',
	seenIn: 'Compensations, which are less often tested than what they compensate',
	createNode: create(Broker, RefundNotIdempotent),
};
