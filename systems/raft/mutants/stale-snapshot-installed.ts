import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** Installs every snapshot that comes. */
export class StaleSnapshotInstalled extends RaftNode {
	protected override isStale(): boolean {
		return false;
	}
}

export const staleSnapshotInstalled: Mutant = {
	name: 'stale-snapshot-installed',
	description:
		'A snapshot that was overtaken replaces a newer state and a longer log: the server forgets entries that it has acknowledged (leader completeness).',
	seenIn: 'The class of snapshot bugs in redis-raft',
	createNode: (context) => new StaleSnapshotInstalled(context),
};
