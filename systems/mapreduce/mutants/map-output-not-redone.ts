import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import { create } from '../mapreduce.ts';
import { Worker } from '../worker.ts';

/** What is done is done. */
export class MapOutputNotRedone extends Coordinator {
	protected override loseOutput(): void {}
}

export const mapOutputNotRedone: Mutant = {
	name: 'map-output-not-redone',
	description:
		'Map tasks that a dead worker had completed are not done again: their output was on its disk, and reduce tasks wait for it for ever (the job hangs).',
	seenIn: 'Section 3.3, where completed map tasks are reset and completed reduce tasks are not',
	breaks: 'liveness',
	createNode: create(MapOutputNotRedone, Worker),
};
