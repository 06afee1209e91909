import type { Mutant } from '../../../harness/model/index.ts';
import type { Ballot } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Numbers its ballots as if it were alone. */
export class BallotsNotUnique extends PaxosNode {
	protected override ballotOf(round: number): Ballot {
		return super.ballotOf(round) - Number(this.context.id.slice(1));
	}
}

export const ballotsNotUnique: Mutant = {
	name: 'ballots-not-unique',
	description:
		'A ballot is a counter without the name of the node: two proposers use the same one, with different values, and both are accepted (agreement).',
	seenIn: 'Counters without the proposer in them',
	createNode: (context) => new BallotsNotUnique(context),
};
