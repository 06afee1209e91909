import type { Mutant } from '../../../harness/model/index.ts';
import type { Entry } from '../messages.ts';
import { RaftNode } from '../raft.ts';

/** Takes a log whose beginning is in a snapshot for an empty one. */
export class CoveredEntriesAppended extends RaftNode {
	protected override storeEntries(entries: readonly Entry[]): void {
		const [first] = entries;
		if (first === undefined || first.index > this.log.snapshotIndex) super.storeEntries(entries);
		else for (const { term, command } of entries) this.appendToLog({ index: this.log.lastIndex + 1, term, command });
	}
}

export const coveredEntriesAppended: Mutant = {
	name: 'covered-entries-appended',
	description:
		'Entries that begin before the snapshot are appended unconditionally, as to an empty log, instead of skipping what the snapshot covers: a message that comes again doubles commands in the log (state machine safety).',
	seenIn: 'WRaft#118, RedisLabs/raft#49',
	createNode: (context) => new CoveredEntriesAppended(context),
};
