import type { Mutant } from '../../../harness/model/index.ts';
import { acceptedForgotten } from './accepted-forgotten.ts';
import { anyPromiseTaken } from './any-promise-taken.ts';
import { catchUpStorm } from './catch-up-storm.ts';
import { duellingProposers } from './duelling-proposers.ts';
import { executedOutOfOrder } from './executed-out-of-order.ts';
import { gapFilledBlindly } from './gap-filled-blindly.ts';
import { leaseTooLong } from './lease-too-long.ts';
import { phaseOneSkipped } from './phase-one-skipped.ts';
import { promiseForgotten } from './promise-forgotten.ts';
import { quorumTooSmall } from './quorum-too-small.ts';
import { staleSnapshotInstalled } from './stale-snapshot-installed.ts';

export const mutants: readonly Mutant[] = [
	phaseOneSkipped,
	gapFilledBlindly,
	executedOutOfOrder,
	leaseTooLong,
	promiseForgotten,
	acceptedForgotten,
	anyPromiseTaken,
	quorumTooSmall,
	staleSnapshotInstalled,
	duellingProposers,
	catchUpStorm,
];
