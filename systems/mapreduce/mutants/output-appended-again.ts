import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import type { JobState } from '../job-state.ts';
import type { JournalRecord } from '../journal.ts';
import { create } from '../mapreduce.ts';
import type { OutputFile } from '../messages.ts';
import { Worker } from '../worker.ts';

/** Finds its jobs again after a restart, and begins them anew, over what they have left. */
export class OutputAppendedAgain extends Coordinator {
	protected override redo(record: JournalRecord): void {
		if (record.kind === 'mapped') return;
		super.redo(record);
		const task = record.kind === 'committed' ? this.jobs.get(record.job)?.reduces[record.task] : undefined;
		if (task !== undefined) task.isDone = false;
	}

	protected override publish(job: JobState, file: OutputFile): void {
		const before = job.files.find(({ partition, attempt }) => partition === file.partition && attempt !== file.attempt);
		super.publish(job, { ...file, records: [...(before?.records ?? []), ...file.records] });
	}
}

export const outputAppendedAgain: Mutant = {
	name: 'output-appended-again',
	description:
		'The coordinator forgets at a restart which tasks were done: it runs the jobs again, and their output is appended to what is there (keys are doubled).',
	seenIn: 'Restarted jobs whose output folder is not empty',
	createNode: create(OutputAppendedAgain, Worker),
};
