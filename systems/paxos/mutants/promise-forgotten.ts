import type { Mutant } from '../../../harness/model/index.ts';
import type { Ballot } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Promises from memory. */
export class PromiseForgotten extends PaxosNode {
	protected override writePromise(_ballot: Ballot, then: () => void): void {
		this.context.storage.sync(then);
	}
}

export const promiseForgotten: Mutant = {
	name: 'promise-forgotten',
	description:
		'An acceptor does not write its promise down: after a crash it accepts from an earlier leader than it has promised itself to (agreement in a slot).',
	seenIn: 'Acceptors whose ballot is kept in memory',
	createNode: (context) => new PromiseForgotten(context),
};
