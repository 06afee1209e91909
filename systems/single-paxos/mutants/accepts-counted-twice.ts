import type { Mutant, NodeId } from '../../../harness/model/index.ts';
import type { Accepted } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Counts messages instead of acceptors. */
export class AcceptsCountedTwice extends PaxosNode {
	readonly #counts = new Map<string, number>();

	protected override countAccept(_acceptor: NodeId, { instance, ballot }: Accepted): number {
		const key = this.countedTogether(instance, ballot);
		const count = (this.#counts.get(key) ?? 0) + 1;
		this.#counts.set(key, count);
		return count;
	}
}

export const acceptsCountedTwice: Mutant = {
	name: 'accepts-counted-twice',
	description:
		'A learner counts an acceptance that arrives twice as two: it learns a value that no majority has accepted (agreement).',
	seenIn: 'A counter where there should be a set',
	createNode: (context) => new AcceptsCountedTwice(context),
};
