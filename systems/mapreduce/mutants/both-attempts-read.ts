import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import type { Attempt, JobState, MapTask } from '../job-state.ts';
import { create } from '../mapreduce.ts';
import type { Location } from '../messages.ts';
import { Worker } from '../worker.ts';

/** Keeps every output that it is told of. */
export class BothAttemptsRead extends Coordinator {
	protected override isCurrent(attempts: readonly Attempt[], attempt: string): boolean {
		return super.isCurrent(attempts, attempt) || attempt.includes('-m');
	}

	protected override mapped(job: JobState, task: MapTask, location: Location): void {
		const before = task.outputs.filter(({ attempt }) => attempt !== location.attempt);
		super.mapped(job, task, location);
		if (before.length > 0) task.outputs = [...before, location];
	}
}

export const bothAttemptsRead: Mutant = {
	name: 'both-attempts-read',
	description:
		'When a task was given out again and both attempts come to an end, the output of both is kept, and reduce tasks read both (values are counted twice).',
	seenIn: 'Lists of outputs without the task in their key',
	createNode: create(BothAttemptsRead, Worker),
};
