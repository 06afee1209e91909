import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import { create } from '../mapreduce.ts';
import { Worker } from '../worker.ts';

/** Goes home when there is nothing to do. */
export class WorkerLeaves extends Worker {
	#hasLeft = false;

	protected override heartbeat(): void {
		if (!this.#hasLeft) super.heartbeat();
	}

	protected override onNothingToDo(): void {
		this.#hasLeft = true;
	}
}

export const workerLeaves: Mutant = {
	name: 'worker-leaves',
	description:
		'A worker ends when it is told for the first time that there is no task, though one may be given back or come later: jobs hang.',
	seenIn: 'MIT 6.824: workers that exit when the queue is empty',
	breaks: 'liveness',
	createNode: create(Coordinator, WorkerLeaves),
};
