import type { Mutant, NodeId } from '../../../harness/model/index.ts';
import type { Learn } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Asks for more after every answer. */
export class CatchUpWithoutEnd extends PaxosNode {
	protected override onLearn(teacher: NodeId, learn: Learn): void {
		super.onLearn(teacher, learn);
		this.sendTo(teacher, { type: 'catch_up', from: this.executed + 1 });
	}
}

export const catchUpWithoutEnd: Mutant = {
	name: 'catch-up-without-end',
	description:
		'A replica that was told what it missed asks on, and on when there is nothing more: each catch-up is a stream of messages that never ends (cost).',
	seenIn: 'Requests that are triggered by their own responses',
	breaks: 'cost',
	createNode: (context) => new CatchUpWithoutEnd(context),
};
