import type { NodeId } from '../../harness/model/index.ts';
import type { JobSpecification } from './jobs.ts';
import type { Assignment, AttemptId, Incarnation, Location, OutputFile } from './messages.ts';

/** What the coordinator knows of a job. */
export interface JobState {
	readonly specification: JobSpecification;
	readonly maps: readonly MapTask[];
	readonly reduces: readonly ReduceTask[];
	/** The output files that everybody sees. */
	readonly files: OutputFile[];
}

interface Task {
	readonly number: number;
	/** Those that are going on, oldest first. */
	readonly attempts: Attempt[];
	/** How many there were in this life of the coordinator. */
	attemptCount: number;
}

export interface MapTask extends Task {
	/** Where its output is: one place, or none as long as it is not done. */
	outputs: readonly Location[];
}

export interface ReduceTask extends Task {
	isDone: boolean;
	/** On its way to the disk. */
	committing: AttemptId | null;
}

export interface Attempt {
	readonly id: AttemptId;
	readonly worker: NodeId;
	readonly incarnation: Incarnation;
	/** In heartbeats since the coordinator started. */
	readonly since: number;
	readonly assignment: Assignment;
}

export function newJob(specification: JobSpecification): JobState {
	const { splits, partitions } = specification;
	return {
		specification,
		maps: Array.from({ length: splits }, (_, number) => ({ number, attempts: [], attemptCount: 0, outputs: [] })),
		reduces: Array.from({ length: partitions }, (_, number) => ({
			number,
			attempts: [],
			attemptCount: 0,
			isDone: false,
			committing: null,
		})),
		files: [],
	};
}

export function isDone({ reduces }: JobState): boolean {
	return reduces.every((task) => task.isDone);
}

/** The attempts of one task or of all tasks that are going on. */
export function* attemptsOf({
	maps,
	reduces,
}: JobState): Iterable<{ readonly task: MapTask | ReduceTask; readonly attempt: Attempt }> {
	for (const task of [...maps, ...reduces]) for (const attempt of task.attempts) yield { task, attempt };
}

/** Not done, and nobody does it. */
export function isIdle({ outputs, attempts }: MapTask): boolean {
	return outputs.length === 0 && attempts.length === 0;
}

export function isGoingOn(attempts: readonly Attempt[], attempt: AttemptId): boolean {
	return attempts.some(({ id }) => id === attempt);
}

/** Takes an attempt back: it was lost, or is over. */
export function removeAttempts(task: Task, condition: (attempt: Attempt) => boolean): void {
	for (let i = task.attempts.length - 1; i >= 0; i--)
		if (condition(task.attempts[i] as Attempt)) task.attempts.splice(i, 1);
}
