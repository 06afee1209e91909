import type { Message, Mutant } from '../../../harness/model/index.ts';
import type { Read } from '../../replicated-kv/messages.ts';
import { PaxosNode } from '../paxos.ts';
import type { Leader } from '../role.ts';

/** Others wait at most 300 ms for a leader. */
const leaseMs = 1000;

/** Was the leader a moment ago, and believes that it still is. */
export class LeaseTooLong extends PaxosNode {
	#leaseUntilMs = 0;

	protected override serveRead(leader: Leader, request: Message<Read>): void {
		if (this.context.now() < this.#leaseUntilMs) super.answerRead(request);
		else super.serveRead(leader, request);
	}

	protected override answerRead(request: Message<Read>): void {
		this.#leaseUntilMs = this.context.now() + leaseMs;
		super.answerRead(request);
	}
}

export const leaseTooLong: Mutant = {
	name: 'lease-too-long',
	description:
		'A master lease without a bound that the acceptors keep as well: after a confirmed read the leader answers for a second by its own clock, though another may lead by then (linearizability).',
	seenIn: 'Paxos Made Live, section 5.2, on what master leases have to guarantee',
	createNode: (context) => new LeaseTooLong(context),
};
