import type { NodeId } from '../../harness/model/index.ts';
import { Committer } from './committer.ts';
import { isDone, isGoingOn, isIdle, type JobState, removeAttempts } from './job-state.ts';
import type { AttemptId, Heartbeat, Incarnation, Location } from './messages.ts';

interface WorkerState {
	readonly incarnation: Incarnation;
	/** The heartbeat of the coordinator at which it was last heard from. */
	lastHeard: number;
}

/**
 * Who is alive. "The master pings every worker periodically. If no response is received from a worker in a certain amount of
 * time, the master marks the worker as failed" (section 3.3): here workers come by themselves. One that comes back with
 * another incarnation has failed as well, however short it was away, for it has emptied its disk.
 *
 * A worker may be taken for dead and be well, behind a partition. That costs work that is done twice, and nothing else: it
 * goes on with its attempt, which nobody waits for any more.
 */
export abstract class WorkerWatch extends Committer {
	readonly #workers = new Map<NodeId, WorkerState>();

	protected get workerCount(): number {
		return this.#workers.size;
	}

	protected watch(): void {
		this.beat++;
		for (const [worker, { lastHeard }] of this.#workers) {
			if (this.beat - lastHeard > this.options.deadAfterHeartbeats) this.#lose(worker);
		}
		this.context.setTimer('watch', this.options.heartbeatMs, () => this.watch());
	}

	protected hearFrom(worker: NodeId, incarnation: Incarnation): void {
		this.#workers.set(worker, { incarnation, lastHeard: this.beat });
	}

	protected onHeartbeat(worker: NodeId, { incarnation, running, missing, holds }: Heartbeat): void {
		const known = this.#workers.get(worker);
		if (known !== undefined && known.incarnation !== incarnation) this.#lose(worker);
		this.hearFrom(worker, incarnation);
		const job = running === null ? undefined : this.jobs.get(running.job);
		for (const location of missing) this.#noteMissing(job, location);
		this.tell(worker, {
			type: 'heartbeat_ok',
			incarnation,
			about: running?.attempt ?? null,
			assignment: running === null ? this.assignmentFor(worker, incarnation) : null,
			inputs: missing.flatMap((location) => replacements(job, location)),
			drop: running !== null && missing.length > 0 && !this.#mayWait(job, running.attempt),
			forget: holds.filter((name) => this.#isOver(name)),
		});
	}

	/** Unless it was done again since. */
	#noteMissing(job: JobState | undefined, { task: number, attempt }: Location): void {
		const task = job?.maps[number];
		if (task?.outputs.some((output) => output.attempt === attempt)) this.loseOutput(task);
	}

	/**
	 * Whether there is any use in waiting for a map output that was lost: not for an attempt that nobody remembers, and not as
	 * long as nobody does the map task again. All workers might wait for that; so one that does is taken from its reduce task.
	 */
	#mayWait(job: JobState | undefined, id: AttemptId): boolean {
		if (job === undefined) return false;
		const isWanted = job.reduces.some(({ attempts }) => isGoingOn(attempts, id));
		if (isWanted && !job.maps.some(isIdle)) return true;
		for (const task of job.reduces) removeAttempts(task, (attempt) => attempt.id === id);
		return false;
	}

	/** Nobody will ask for its map outputs any more. */
	#isOver(name: string): boolean {
		const job = this.jobs.get(name);
		return job === undefined || isDone(job);
	}

	/**
	 * "Any map tasks completed by the worker are reset back to their initial idle state", since their output is on a disk
	 * that is out of reach, and so are those in progress. What was reduced is in the output files (section 3.3).
	 */
	#lose(worker: NodeId): void {
		this.#workers.delete(worker);
		for (const job of this.unfinished()) {
			for (const task of [...job.maps, ...job.reduces]) removeAttempts(task, (attempt) => attempt.worker === worker);
			for (const task of job.maps) {
				if (task.outputs.some((location) => location.worker === worker)) this.loseOutput(task);
			}
		}
	}
}

/** Where a map task was done again. */
function replacements(job: JobState | undefined, { task, attempt }: Location): readonly Location[] {
	return job?.maps[task]?.outputs.filter((location) => location.attempt !== attempt) ?? [];
}
