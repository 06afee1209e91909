import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import type { JobState } from '../job-state.ts';
import { create } from '../mapreduce.ts';
import type { OutputFile } from '../messages.ts';
import { Worker } from '../worker.ts';

/** Lets everybody see the files that are being written. */
export class OutputInPlace extends Coordinator {
	protected override visibleFiles(job: JobState): readonly OutputFile[] {
		const growing = job.reduces.flatMap(({ number, attempts: [first] }) => {
			if (first === undefined || this.store.parts(first.id) === 0) return [];
			return [{ partition: number, attempt: first.id, records: this.store.read(first.id) }];
		});
		return [...super.visibleFiles(job), ...growing];
	}
}

export const outputInPlace: Mutant = {
	name: 'output-in-place',
	description:
		'Reduce output is written under its final name, not under a temporary one: readers see files that are not whole (partial output).',
	seenIn: 'Jobs that write to their output folder',
	createNode: create(OutputInPlace, Worker),
};
