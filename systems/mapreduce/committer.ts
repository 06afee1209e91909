import type { NodeContext, NodeId } from '../../harness/model/index.ts';
import { isDone, isGoingOn, type JobState, type ReduceTask } from './job-state.ts';
import { Journal } from './journal.ts';
import type { AttemptId, Commit, CoordinatorMessage, Output, OutputFile } from './messages.ts';
import type { MapReduceOptions } from './options.ts';
import { OutputStore } from './output-store.ts';
import { Scheduler } from './scheduler.ts';

/**
 * Which output counts. "When a reduce task completes, the reduce worker atomically renames its temporary output file to the
 * final output file", and the file system sees to it that the final state "contains just the data produced by one execution
 * of the reduce task" (section 3.3). Here the renaming is a record in the journal:
 *
 * 1. a worker sends its output part by part, to a file under the name of its attempt, which nobody sees;
 * 2. it asks for the final name, and gets it if its file is whole, its attempt is going on, and no other was first;
 * 3. the file is made durable, then the record is, and only then is the file visible.
 */
export abstract class Committer extends Scheduler {
	protected readonly journal: Journal;
	protected readonly store: OutputStore;

	constructor(context: NodeContext, options: MapReduceOptions) {
		super(context, options);
		this.journal = new Journal(context.storage);
		this.store = new OutputStore(context.storage);
	}

	protected onOutput(worker: NodeId, { job: name, task: number, attempt, part, records }: Output): void {
		const task = this.jobs.get(name)?.reduces[number];
		if (task !== undefined && this.mayCommit(task, attempt)) this.store.append(attempt, part, records);
		this.tell(worker, { type: 'output_ok', attempt, next: Math.max(this.store.parts(attempt), part + 1) });
	}

	/** The answer says that it is over, not that this attempt was first: a worker has nothing to do with who was. */
	protected onCommit(worker: NodeId, { job: name, task: number, attempt, parts }: Commit): void {
		const task = this.jobs.get(name)?.reduces[number];
		const answer: CoordinatorMessage = { type: 'commit_ok', attempt };
		if (task === undefined || !this.mayCommit(task, attempt) || this.store.parts(attempt) !== parts) {
			this.tell(worker, answer);
		} else if (task.committing === null) {
			task.committing = attempt;
			this.commit(name, number, attempt, () => this.tell(worker, answer));
		}
	}

	/** Only an attempt that is going on, and only as long as no other was first. */
	protected mayCommit(task: ReduceTask, attempt: AttemptId): boolean {
		return !task.isDone && isGoingOn(task.attempts, attempt);
	}

	private commit(job: string, task: number, attempt: AttemptId, then: () => void): void {
		this.whenDurable(() => {
			this.journal.append({ kind: 'committed', job, task, attempt });
			this.journal.sync(() => {
				this.finish(job, task, attempt);
				then();
			});
		});
	}

	/** All parts of the file, before the record that gives it its name: a crash may keep the later of the two alone. */
	protected whenDurable(then: () => void): void {
		this.journal.sync(then);
	}

	/** It is committed, in this life or in an earlier one. */
	protected finish(name: string, number: number, attempt: AttemptId): void {
		const job = this.jobs.get(name);
		const task = job?.reduces[number];
		if (job === undefined || task === undefined) return;
		const records = this.store.read(attempt);
		this.publish(job, { partition: number, attempt, records });
		this.events.push({ kind: 'committed', job: name, task: number, attempt, records: records.length });
		task.isDone = true;
		task.committing = null;
		task.attempts.length = 0;
		if (isDone(job)) this.store.removeTemporary(name, new Set(job.files.map((file) => file.attempt)));
	}

	/** One file for each partition. */
	protected publish({ files }: JobState, file: OutputFile): void {
		const before = files.findIndex(({ partition }) => partition === file.partition);
		if (before === -1) files.push(file);
		else files[before] = file;
	}

	/** Nobody sees a file that is not whole. */
	protected visibleFiles({ files }: JobState): readonly OutputFile[] {
		return files;
	}

	protected tell(worker: NodeId, body: CoordinatorMessage): void {
		this.context.send(worker, body);
	}
}
