import type { Mutant } from '../../../harness/model/index.ts';
import { abortAfterCommits } from './abort-after-commits.ts';
import { abortInDoubt } from './abort-in-doubt.ts';
import { abortedReopened } from './aborted-reopened.ts';
import { commitAppliedTwice } from './commit-applied-twice.ts';
import { commitBeforeLogging } from './commit-before-logging.ts';
import { commitsNeverForgotten } from './commits-never-forgotten.ts';
import { forgetBeforeAcknowledged } from './forget-before-acknowledged.ts';
import { locksNotRecovered } from './locks-not-recovered.ts';
import { missingVoteIsYes } from './missing-vote-is-yes.ts';
import { noTermination } from './no-termination.ts';
import { readLocksReleasedEarly } from './read-locks-released-early.ts';
import { voteBeforeLogging } from './vote-before-logging.ts';

export const mutants: readonly Mutant[] = [
	commitBeforeLogging,
	voteBeforeLogging,
	abortInDoubt,
	forgetBeforeAcknowledged,
	missingVoteIsYes,
	locksNotRecovered,
	abortedReopened,
	commitAppliedTwice,
	readLocksReleasedEarly,
	abortAfterCommits,
	noTermination,
	commitsNeverForgotten,
];
