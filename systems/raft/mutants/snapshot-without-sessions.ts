import type { Mutant } from '../../../harness/model/index.ts';
import type { Snapshot } from '../messages.ts';
import { RaftNode } from '../raft.ts';

/** Keeps the registers, and forgets who has written what. */
export class SnapshotWithoutSessions extends RaftNode {
	protected override takeSnapshot(index: number, term: number): Snapshot {
		const snapshot = super.takeSnapshot(index, term);
		return { ...snapshot, state: { ...(snapshot.state as object), sessions: [] } };
	}
}

export const snapshotWithoutSessions: Mutant = {
	name: 'snapshot-without-sessions',
	description:
		'Snapshots lack the sessions: a server that restores one does not know commands that were applied and clients that are registered, and its state departs from that of the others (state machine safety).',
	seenIn: 'MIT 6.824, lab 3B: the duplicate table left out of the snapshot',
	createNode: (context) => new SnapshotWithoutSessions(context),
};
