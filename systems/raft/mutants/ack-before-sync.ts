import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** Writes entries, but does not wait for the disk. */
class AckBeforeSync extends RaftNode {
	protected override afterLogSync(then: () => void): void {
		this.wal.sync(() => {});
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
