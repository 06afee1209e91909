import type { Mutant } from '../../../harness/model/index.ts';
import { Coordinator } from '../coordinator.ts';
import { create } from '../mapreduce.ts';
import { Worker } from '../worker.ts';

/** Takes every output that comes for what it has asked for. */
export class LateCommitAccepted extends Coordinator {
	protected override mayCommit(): boolean {
		return true;
	}
}

export const lateCommitAccepted: Mutant = {
	name: 'late-commit-accepted',
	description:
		'A commit is not compared with the attempts that are going on: one of a worker that was taken for dead replaces the output that another has committed (two committed attempts).',
	seenIn: 'Zombie workers in schedulers without attempt ids',
	createNode: create(LateCommitAccepted, Worker),
};
