import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** Writes entries, but leaves it to chance when they reach the disk: with the next vote, say. */
export class AckBeforeSync extends RaftNode {
	protected override afterLogSync(then: () => void): void {
		then();
	}
}

export const ackBeforeSync: Mutant = {
	name: 'ack-before-sync',
	description:
		'Entries are acknowledged before they are durable: servers that crash together lose what they had agreed on, and with it committed entries (leader completeness).',
	seenIn: 'The analogue of ZOOKEEPER-4646',
	createNode: (context) => new AckBeforeSync(context),
};
