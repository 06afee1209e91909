import type { Message, Mutant } from '../../../harness/model/index.ts';
import type { ClientRequest } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Wants to lead as soon as it is asked for anything. */
export class DuellingProposers extends PaxosNode {
	protected override believesInAnother(): boolean {
		return false;
	}

	protected override redirect(request: Message<ClientRequest>): void {
		super.redirect(request);
		this.stand();
	}
}

export const duellingProposers: Mutant = {
	name: 'duelling-proposers',
	description:
		'Whoever is asked by a client begins a ballot of its own instead of sending it to the leader, so that two of them deprive each other of their promises again and again (progress, or many messages for it).',
	seenIn: 'Paxos Made Simple, section 2.4, where a distinguished proposer is asked for',
	breaks: 'liveness',
	createNode: (context) => new DuellingProposers(context),
};
