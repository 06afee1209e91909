import type { Mutant } from '../../../harness/model/index.ts';
import { Broker } from '../broker.ts';
import { create } from '../message-transactions.ts';
import type { Transfer } from '../messages.ts';
import { type LocalTransaction, Service } from '../service.ts';

/** Refuses, and tells nobody. */
export class RefusalIgnored extends Service {
	protected override refuse(transfer: Transfer): Pick<LocalTransaction, 'effects' | 'sends'> {
		return { ...super.refuse(transfer), sends: [] };
	}
}

export const refusalIgnored: Mutant = {
	name: 'refusal-ignored',
	description: 'A credit that is refused sends no refund: the money is gone (no compensation).',
	seenIn: 'Error handlers that log the error',
	createNode: create(Broker, RefusalIgnored),
};
