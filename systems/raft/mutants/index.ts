import type { Mutant } from '../../../harness/model/index.ts';
import { ackBeforeSync } from './ack-before-sync.ts';
import { answerByIndex } from './answer-by-index.ts';
import { applyBeforeCommit } from './apply-before-commit.ts';
import { commitIndexRegresses } from './commit-index-regresses.ts';
import { commitLoopBreaks } from './commit-loop-breaks.ts';
import { commitPreviousTerm } from './commit-previous-term.ts';
import { coveredEntriesAppended } from './covered-entries-appended.ts';
import { disruptiveServer } from './disruptive-server.ts';
import { duplicateVotesCounted } from './duplicate-votes-counted.ts';
import { heartbeatTakenForMatch } from './heartbeat-taken-for-match.ts';
import { leaseTooLong } from './lease-too-long.ts';
import { matchIndexAssigned } from './match-index-assigned.ts';
import { matchingEntriesTruncated } from './matching-entries-truncated.ts';
import { newerTermIgnored } from './newer-term-ignored.ts';
import { noSessionTable } from './no-session-table.ts';
import { oldVotesCounted } from './old-votes-counted.ts';
import { quorumTooSmall } from './quorum-too-small.ts';
import { rememberedAtAppend } from './remembered-at-append.ts';
import { replyBeforeCommit } from './reply-before-commit.ts';
import { snapshotWithoutSessions } from './snapshot-without-sessions.ts';
import { staleReads } from './stale-reads.ts';
import { staleSnapshotInstalled } from './stale-snapshot-installed.ts';
import { termNotPersisted } from './term-not-persisted.ts';
import { timerResetByAnything } from './timer-reset-by-anything.ts';
import { voteNotPersisted } from './vote-not-persisted.ts';
import { voteWithoutLogCheck } from './vote-without-log-check.ts';

/** In the order of the paper: what is persistent, elections, replication, snapshots, reads and clients, liveness. */
export const mutants: readonly Mutant[] = [
	voteNotPersisted,
	termNotPersisted,
	ackBeforeSync,
	voteWithoutLogCheck,
	commitPreviousTerm,
	commitIndexRegresses,
	matchIndexAssigned,
	matchingEntriesTruncated,
	coveredEntriesAppended,
	staleSnapshotInstalled,
	snapshotWithoutSessions,
	oldVotesCounted,
	duplicateVotesCounted,
	quorumTooSmall,
	newerTermIgnored,
	staleReads,
	leaseTooLong,
	replyBeforeCommit,
	answerByIndex,
	noSessionTable,
	rememberedAtAppend,
	applyBeforeCommit,
	disruptiveServer,
	timerResetByAnything,
	commitLoopBreaks,
	heartbeatTakenForMatch,
];
