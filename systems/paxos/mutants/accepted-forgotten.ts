import type { Mutant } from '../../../harness/model/index.ts';
import type { AcceptedEntry } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Accepts from memory. */
export class AcceptedForgotten extends PaxosNode {
	protected override writeAccepted(_entries: readonly AcceptedEntry[], then: () => void): void {
		this.context.storage.sync(then);
	}
}

export const acceptedForgotten: Mutant = {
	name: 'accepted-forgotten',
	description:
		'An acceptor does not write down what it has accepted: after a crash it tells a new leader of nothing, though the slot may be chosen (agreement in a slot).',
	seenIn: 'Acceptors whose log is kept in memory',
	createNode: (context) => new AcceptedForgotten(context),
};
