import type { Mutant } from '../../../harness/model/index.ts';
import type { Ballot, Instance } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Promises from memory. */
export class PromiseForgotten extends PaxosNode {
	protected override logPromise(_instance: Instance, _ballot: Ballot, then: () => void): void {
		this.context.storage.sync(then);
	}
}

export const promiseForgotten: Mutant = {
	name: 'promise-forgotten',
	description:
		'An acceptor does not write its promise down: after a crash it accepts a lesser ballot than it has promised, and two values are chosen (agreement).',
	seenIn: 'The state of figure-less papers, left in memory',
	createNode: (context) => new PromiseForgotten(context),
};
