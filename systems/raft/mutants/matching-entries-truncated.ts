import type { Mutant } from '../../../harness/model/index.ts';
import type { Entry } from '../messages.ts';
import { RaftNode } from '../raft.ts';

/** Cuts the log off behind prevLogIndex before it looks whether anything there conflicts. */
export class MatchingEntriesTruncated extends RaftNode {
	protected override storeEntries(entries: readonly Entry[]): void {
		const [first] = entries;
		if (first !== undefined && first.index > this.log.snapshotIndex && first.index <= this.log.lastIndex) {
			this.log.truncate(first.index);
		}
		super.storeEntries(entries);
	}
}

export const matchingEntriesTruncated: Mutant = {
	name: 'matching-entries-truncated',
	description:
		'A follower truncates its log where the entries of a message begin, even when it has them: a message that was overtaken erases what came after, which it has acknowledged (leader completeness).',
	seenIn: 'RaftOS#26, and figure 2 read quickly',
	createNode: (context) => new MatchingEntriesTruncated(context),
};
