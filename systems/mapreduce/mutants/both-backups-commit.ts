import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import type { JobState } from '../job-state.ts';
import { create } from '../mapreduce.ts';
import type { OutputFile } from '../messages.ts';
import { Worker } from '../worker.ts';

/** Has a file for each attempt, and finds them all. */
export class BothBackupsCommit extends Coordinator {
	protected override mayCommit(): boolean {
		return true;
	}

	protected override publish({ files }: JobState, file: OutputFile): void {
		if (!files.some(({ attempt }) => attempt === file.attempt)) files.push(file);
	}
}

export const bothBackupsCommit: Mutant = {
	name: 'both-backups-commit',
	description:
		'A task and its backup both commit, each under a name of its own: the output has their records twice (two committed attempts, doubled keys).',
	seenIn: 'Speculative execution with output names that depend on the attempt',
	createNode: create(BothBackupsCommit, Worker),
};
