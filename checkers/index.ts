import type { Checker } from '../harness/model/index.ts';
import { atomicCommitment } from './atomic-commitment/index.ts';
import { bank } from './bank.ts';
import { consensus } from './consensus.ts';
import { consistency } from './consistency/index.ts';
import { cost } from './cost.ts';
import { exactlyOnce } from './exactly-once/index.ts';
import { linearizability } from './linearizability/index.ts';
import { listAppend } from './list-append/index.ts';
import { mapReduce, mapReduceOf } from './mapreduce/index.ts';
import { progress } from './progress.ts';
import { setFull } from './set-full/index.ts';
import { statistics } from './statistics.ts';
import { totalQueue } from './total-queue/index.ts';

export { type CheckLinearizableOptions, checkLinearizable, type RecordedEvent } from './check-linearizable.ts';
export { type Level, levelNames } from './consistency/levels.ts';
export type { DecidedLevels, LevelsNotDecided, LevelsSummary } from './consistency/summary.ts';
export { historyModels } from './history-models.ts';
export {
	type Algorithm,
	algorithms,
	type CheckHistoryOptions,
	checkHistory,
	checkHistoryInThreads,
} from './linearizability/check-history.ts';
export type { FinalPath, LinearizabilityDetails } from './linearizability/details.ts';
export { asModel, inconsistent, type Model, ModelError, type SequentialOperation } from './linearizability/model.ts';
export { findModel, models } from './linearizability/models.ts';
export type { SequentialJob, SequentialJobs } from './mapreduce/reference.ts';
export {
	atomicCommitment,
	bank,
	consensus,
	consistency,
	cost,
	exactlyOnce,
	linearizability,
	listAppend,
	mapReduce,
	mapReduceOf,
	progress,
	setFull,
	statistics,
	totalQueue,
};

/** Every checker there is. */
export const checkers: readonly Checker[] = [
	linearizability,
	consistency,
	setFull,
	totalQueue,
	listAppend,
	bank,
	atomicCommitment,
	consensus,
	exactlyOnce,
	mapReduce,
	progress,
	cost,
	statistics,
];
