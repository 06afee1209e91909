import type { JsonValue, Mutant } from '../../../harness/model/index.ts';
import type { Ballot, Instance } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Accepts from memory. */
export class AcceptedForgotten extends PaxosNode {
	protected override logAccepted(_instance: Instance, _ballot: Ballot, _value: JsonValue, then: () => void): void {
		this.context.storage.sync(then);
	}
}

export const acceptedForgotten: Mutant = {
	name: 'accepted-forgotten',
	description:
		'An acceptor does not write down what it has accepted: after a crash it tells nobody of a value that may be chosen (agreement).',
	seenIn: 'The state of figure-less papers, left in memory',
	createNode: (context) => new AcceptedForgotten(context),
};
