import type { Message, Mutant } from '../../../harness/model/index.ts';
import type { Read } from '../../replicated-kv/messages.ts';
import { RaftNode } from '../raft.ts';
import type { Leader } from '../role.ts';

/** An election time-out is at most 300 ms. */
const leaseMs = 1000;

/** Has asked a majority a moment ago, and believes that nothing can have changed since. */
export class LeaseTooLong extends RaftNode {
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
		'After a confirmed read the leader answers others for a second without asking anybody, by its own clock: longer than an election takes, so a newer leader may have replaced what it returns (linearizability).',
	seenIn: 'etcd#20418 (a paused process), and every lease that trusts a clock',
	createNode: (context) => new LeaseTooLong(context),
};
