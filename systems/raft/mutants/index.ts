import type { Mutant } from '../../../harness/model/index.ts';
import { ackBeforeSync } from './ack-before-sync.ts';
import { commitPreviousTerm } from './commit-previous-term.ts';
import { replyBeforeCommit } from './reply-before-commit.ts';
import { staleReads } from './stale-reads.ts';
import { voteNotPersisted } from './vote-not-persisted.ts';
import { voteWithoutLogCheck } from './vote-without-log-check.ts';

export const mutants: readonly Mutant[] = [
	voteNotPersisted,
	commitPreviousTerm,
	staleReads,
	replyBeforeCommit,
	ackBeforeSync,
	voteWithoutLogCheck,
];
