import type { NodeContext, NodeId } from '../../harness/model/index.ts';
import { EventTail } from './event-tail.ts';
import {
	type Attempt,
	attemptsOf,
	isDone,
	isGoingOn,
	isIdle,
	type JobState,
	type MapTask,
	type ReduceTask,
	removeAttempts,
} from './job-state.ts';
import type { Assignment, AttemptId, Incarnation, Location } from './messages.ts';
import type { MapReduceOptions } from './options.ts';

/** For the invariants: what the coordinator did, in order. */
export type CoordinatorEvent =
	| { readonly kind: 'reduce-assigned'; readonly job: string; readonly task: number; readonly mapsMissing: number }
	| {
			readonly kind: 'committed';
			readonly job: string;
			readonly task: number;
			readonly attempt: AttemptId;
			readonly records: number;
	  };

/**
 * Who does what. The coordinator "picks idle workers and assigns each one a map task or a reduce task" (section 3.1, 2):
 * jobs in the order in which they came; of each the map tasks, then the reduce tasks; and when nothing is left to begin,
 * what somebody else has been busy with for too long.
 */
export abstract class Scheduler {
	protected readonly context: NodeContext;
	protected readonly options: MapReduceOptions;
	protected readonly jobs: Map<string, JobState> = new Map();
	readonly events: EventTail<CoordinatorEvent> = new EventTail();
	/** Lives of the coordinator, this one included: part of the names of attempts, so that none is given twice. */
	protected epoch = 0;
	/** Heartbeats since it started: its time, which does not jump. */
	protected beat = 0;
	/** Given out in this life. */
	protected attemptCount = 0;

	constructor(context: NodeContext, options: MapReduceOptions) {
		this.context = context;
		this.options = options;
	}

	protected unfinished(): readonly JobState[] {
		return [...this.jobs.values()].filter((job) => !isDone(job));
	}

	/** For a worker that is idle. */
	protected assignmentFor(worker: NodeId, incarnation: Incarnation): Assignment | null {
		const unfinished = this.unfinished();
		for (const job of unfinished) {
			const unheard = this.assignedTo(job, worker, incarnation);
			if (unheard !== undefined) return unheard;
		}
		for (const job of unfinished) {
			const next = this.idleTask(job);
			if (next !== undefined) return this.assign(job, next, worker, incarnation);
		}
		for (const job of unfinished) {
			const straggling = this.straggler(job, worker);
			if (straggling !== undefined) return this.assign(job, straggling, worker, incarnation);
		}
		return null;
	}

	/** It was given something, and has not heard of it. */
	private assignedTo(job: JobState, worker: NodeId, incarnation: Incarnation): Assignment | undefined {
		for (const { attempt } of attemptsOf(job)) {
			if (attempt.worker === worker && attempt.incarnation === incarnation) return attempt.assignment;
		}
		return undefined;
	}

	private idleTask(job: JobState): MapTask | ReduceTask | undefined {
		const map = job.maps.find(isIdle);
		if (map !== undefined || !this.mapsAreDone(job)) return map;
		return job.reduces.find((task) => !task.isDone && task.attempts.length === 0);
	}

	/** A reduce task needs the output of every map task. */
	protected mapsAreDone({ maps }: JobState): boolean {
		return maps.every(({ outputs }) => outputs.length > 0);
	}

	/** "When a MapReduce operation is close to completion, the master schedules backup executions" (section 3.6). */
	private straggler(job: JobState, worker: NodeId): MapTask | ReduceTask | undefined {
		const tasks = this.mapsAreDone(job) ? [...job.maps, ...job.reduces] : job.maps;
		return tasks.find(({ attempts: [first, ...others] }) => {
			if (first === undefined || others.length > 0 || first.worker === worker) return false;
			return this.beat - first.since >= this.options.backupAfterHeartbeats;
		});
	}

	private assign(job: JobState, task: MapTask | ReduceTask, worker: NodeId, incarnation: Incarnation): Assignment {
		const assignment = 'outputs' in task ? this.mapAssignment(job, task) : this.reduceAssignment(job, task);
		task.attemptCount++;
		const attempt: Attempt = { id: assignment.attempt, worker, incarnation, since: this.beat, assignment };
		task.attempts.push(attempt);
		return assignment;
	}

	private mapAssignment({ specification }: JobState, { number, attemptCount }: MapTask): Assignment {
		const attempt = this.newAttempt(`${specification.job}-m${number}`);
		return { kind: 'map', specification, task: number, attempt, earlierAttempts: attemptCount };
	}

	private reduceAssignment({ specification, maps }: JobState, { number }: ReduceTask): Assignment {
		const { job } = specification;
		const mapsMissing = maps.filter(({ outputs }) => outputs.length === 0).length;
		this.events.push({ kind: 'reduce-assigned', job, task: number, mapsMissing });
		const inputs = maps.flatMap(({ outputs }) => outputs);
		return { kind: 'reduce', specification, task: number, attempt: this.newAttempt(`${job}-r${number}`), inputs };
	}

	private newAttempt(task: string): AttemptId {
		return `${task}-${this.epoch}.${++this.attemptCount}`;
	}

	/** Whether it makes a map task done that somebody says he has done it: only for an attempt that is going on. */
	protected mayComplete({ attempts }: MapTask, { attempt }: Location): boolean {
		return isGoingOn(attempts, attempt);
	}

	/**
	 * "If the master receives a completion message for an already completed map task, it ignores the message" (section 3.3).
	 *
	 * @returns whether it was not
	 */
	protected complete(_job: JobState, task: MapTask, location: Location): boolean {
		removeAttempts(task, ({ id }) => id === location.attempt);
		if (task.outputs.length > 0) return false;
		task.outputs = [location];
		return true;
	}

	/** The output of a map task is out of reach: to be done again. */
	protected loseOutput(task: MapTask): void {
		task.outputs = [];
	}
}
