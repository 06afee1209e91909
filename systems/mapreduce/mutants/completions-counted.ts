import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import type { JobState, MapTask } from '../job-state.ts';
import { create } from '../mapreduce.ts';
import type { Location } from '../messages.ts';
import { Worker } from '../worker.ts';

/** Counts messages, not tasks. */
export class CompletionsCounted extends Coordinator {
	readonly #completions = new Map<JobState, number>();

	protected override mayComplete(): boolean {
		return true;
	}

	protected override complete(job: JobState, task: MapTask, location: Location): boolean {
		this.#completions.set(job, (this.#completions.get(job) ?? 0) + 1);
		return super.complete(job, task, location);
	}

	protected override mapsAreDone(job: JobState): boolean {
		return super.mapsAreDone(job) || (this.#completions.get(job) ?? 0) >= job.maps.length;
	}
}

export const completionsCounted: Mutant = {
	name: 'completions-counted',
	description:
		'A completion message that comes twice counts as two, so that the reduce phase begins while map tasks are not done (keys are missing).',
	seenIn: 'A counter of finished tasks beside their states',
	createNode: create(CompletionsCounted, Worker),
};
