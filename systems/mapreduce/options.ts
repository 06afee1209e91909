import { builtInJobs, type Jobs } from './jobs.ts';

/** Durations are in milliseconds of the node's own clock. */
export interface MapReduceOptions {
	/** What can be submitted. */
	readonly jobs: Jobs;
	/** How often a worker is heard from, and how often the coordinator looks who is missing. */
	readonly heartbeatMs: number;
	/** A worker that was not heard from for so many heartbeats is dead (section 3.3). */
	readonly deadAfterHeartbeats: number;
	/** What was not answered is sent again after this time. */
	readonly resendMs: number;
	/** A map output that was asked for so often in vain is reported as missing. */
	readonly fetchesMax: number;
	/** A task that takes longer gets a backup, when a worker has nothing else to do (section 3.6). */
	readonly backupAfterHeartbeats: number;
	/** How long a task takes to compute: as long as a machine is busy with other things, and longer for more lines. */
	readonly taskMs: { readonly min: number; readonly max: number; readonly perLine: number };
	/** Records in one message of output; more where a file would have more than `partsMax` parts. */
	readonly recordsPerPart: number;
	readonly partsMax: number;
}

export const defaultOptions: MapReduceOptions = {
	jobs: builtInJobs,
	heartbeatMs: 50,
	deadAfterHeartbeats: 6,
	resendMs: 100,
	fetchesMax: 4,
	backupAfterHeartbeats: 4,
	taskMs: { min: 5, max: 30, perLine: 0.05 },
	recordsPerPart: 40,
	partsMax: 100,
};
