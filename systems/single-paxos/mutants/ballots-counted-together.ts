import type { Mutant } from '../../../harness/model/index.ts';
import type { Instance } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Counts acceptors, whatever they have accepted. */
export class BallotsCountedTogether extends PaxosNode {
	protected override countedTogether(instance: Instance): string {
		return instance;
	}
}

export const ballotsCountedTogether: Mutant = {
	name: 'ballots-counted-together',
	description:
		'A learner counts acceptances of different ballots together: it learns a value that no majority has accepted (agreement).',
	seenIn: 'A count by instance instead of by ballot',
	createNode: (context) => new BallotsCountedTogether(context),
};
