import type { Mutant } from '../../../harness/model/index.ts';
import { PaxosNode } from '../paxos.ts';

/** Takes any snapshot for news. */
export class StaleSnapshotInstalled extends PaxosNode {
	protected override isNews(): boolean {
		return true;
	}
}

export const staleSnapshotInstalled: Mutant = {
	name: 'stale-snapshot-installed',
	description:
		'A replica installs a snapshot that it has long overtaken: its state goes back, and writes are lost (linearizability).',
	seenIn: 'Late answers to a catch-up',
	createNode: (context) => new StaleSnapshotInstalled(context),
};
