import type { Mutant } from '../../../harness/model/index.ts';
import type { Entry } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Executes what is chosen as soon as it knows. */
export class ExecutedOutOfOrder extends PaxosNode {
	protected override nextToExecute(): Entry | undefined {
		let next: Entry | undefined;
		for (const entry of this.chosen.values()) {
			if (entry.slot > this.executed && entry.slot < (next?.slot ?? Number.POSITIVE_INFINITY)) next = entry;
		}
		return next;
	}
}

export const executedOutOfOrder: Mutant = {
	name: 'executed-out-of-order',
	description:
		'A replica does not wait at a gap: it executes the slot after it, and never the one in the gap (replicas diverge).',
	seenIn: 'Learners that execute on learning',
	createNode: (context) => new ExecutedOutOfOrder(context),
};
