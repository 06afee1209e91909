import type { Mutant } from '../../../harness/model/index.ts';
import type { Reject } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Never gives way. */
export class DuellingProposers extends PaxosNode {
	protected override believesInAnother(): boolean {
		return false;
	}

	protected override onReject(reject: Reject): void {
		super.onReject(reject);
		if (reject.ballot >= this.promised) this.stand();
	}
}

export const duellingProposers: Mutant = {
	name: 'duelling-proposers',
	description:
		'Whoever is rejected begins a greater ballot at once, so that two who stand deprive each other of their promises for ever (progress).',
	seenIn: 'Paxos Made Simple, section 2.4, where a distinguished proposer is asked for',
	breaks: 'liveness',
	createNode: (context) => new DuellingProposers(context),
};
