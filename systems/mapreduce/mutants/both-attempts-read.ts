import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import type { JobState, MapTask } from '../job-state.ts';
import { create } from '../mapreduce.ts';
import type { Location } from '../messages.ts';
import { Worker } from '../worker.ts';

/** Keeps every output that it is told of. */
export class BothAttemptsRead extends Coordinator {
	protected override mayComplete(): boolean {
		return true;
	}

	protected override complete(job: JobState, task: MapTask, location: Location): boolean {
		const before = task.outputs.filter(({ attempt }) => attempt !== location.attempt);
		const isNews = super.complete(job, task, location);
		if (before.length > 0) task.outputs = [...before, location];
		return isNews;
	}
}

export const bothAttemptsRead: Mutant = {
	name: 'both-attempts-read',
	description:
		'When a task was given out again and both attempts come to an end, the output of both is kept, and reduce tasks read both (values are counted twice).',
	seenIn: 'Lists of outputs without the task in their key',
	createNode: create(BothAttemptsRead, Worker),
};
