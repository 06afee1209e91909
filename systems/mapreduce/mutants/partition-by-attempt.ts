import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import { hashPartition, type Job } from '../jobs.ts';
import { create } from '../mapreduce.ts';
import { Worker } from '../worker.ts';

/** Hashes with a seed that is not the same for the next attempt. */
export class PartitionByAttempt extends Worker {
	protected override partitionOf(job: Job, key: string, partitions: number, earlierAttempts: number): number {
		if (earlierAttempts === 0) return super.partitionOf(job, key, partitions, earlierAttempts);
		return hashPartition(`${earlierAttempts} ${key}`, partitions);
	}
}

export const partitionByAttempt: Mutant = {
	name: 'partition-by-attempt',
	description:
		'Map is not deterministic: another attempt spreads its keys differently, and reduce tasks that read from different attempts miss some keys and count others twice (wrong values, split keys).',
	seenIn: 'Hash functions with a random seed in each process; section 3.3 on non-deterministic operators',
	createNode: create(Coordinator, PartitionByAttempt),
};
