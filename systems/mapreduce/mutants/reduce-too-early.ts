import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import type { JobState } from '../job-state.ts';
import { create } from '../mapreduce.ts';
import { Worker } from '../worker.ts';

/** Begins to reduce when there is nothing more to map. */
export class ReduceTooEarly extends Coordinator {
	protected override mapsAreDone({ maps }: JobState): boolean {
		return maps.every(({ outputs, attempts }) => outputs.length > 0 || attempts.length > 0);
	}
}

export const reduceTooEarly: Mutant = {
	name: 'reduce-too-early',
	description:
		'Reduce tasks are given out when every map task has been given out, not when it is done: they read what is there (keys are missing).',
	seenIn: 'Phases that are told apart by an empty queue',
	createNode: create(ReduceTooEarly, Worker),
};
