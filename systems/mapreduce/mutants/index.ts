import type { Mutant } from '../../../harness/model/index.ts';
import { bothAttemptsRead } from './both-attempts-read.ts';
import { bothBackupsCommit } from './both-backups-commit.ts';
import { completionsCounted } from './completions-counted.ts';
import { lateCommitAccepted } from './late-commit-accepted.ts';
import { mapOutputNotRedone } from './map-output-not-redone.ts';
import { outputAppendedAgain } from './output-appended-again.ts';
import { outputInPlace } from './output-in-place.ts';
import { partitionByAttempt } from './partition-by-attempt.ts';
import { reduceTooEarly } from './reduce-too-early.ts';
import { workerLeaves } from './worker-leaves.ts';

export const mutants: readonly Mutant[] = [
	outputInPlace,
	lateCommitAccepted,
	completionsCounted,
	reduceTooEarly,
	mapOutputNotRedone,
	partitionByAttempt,
	bothAttemptsRead,
	outputAppendedAgain,
	workerLeaves,
	bothBackupsCommit,
];
