import {
	type ErrorBody,
	errorCodes,
	type Inspection,
	type Message,
	type NodeContext,
	type NodeId,
	type NodeProgram,
} from '../../harness/model/index.ts';
import { EventTail } from './event-tail.ts';
import {
	type Attempt,
	attemptsOf,
	isDone,
	type JobState,
	type MapTask,
	newJob,
	type ReduceTask,
	removeAttempts,
} from './job-state.ts';
import { Journal, type JournalRecord } from './journal.ts';
import type {
	Assignment,
	AttemptId,
	ClientReply,
	ClientRequest,
	Commit,
	CoordinatorMessage,
	Heartbeat,
	Incarnation,
	Location,
	MapDone,
	Output,
	OutputFile,
	Submit,
	WorkerMessage,
} from './messages.ts';
import type { MapReduceOptions } from './options.ts';
import { OutputStore } from './output-store.ts';

/** For the invariants: what the coordinator did, in order. */
export type CoordinatorEvent =
	| { readonly kind: 'reduce-assigned'; readonly job: string; readonly task: number; readonly mapsMissing: number }
	| { readonly kind: 'committed'; readonly job: string; readonly task: number; readonly attempt: AttemptId };

/** What the invariants look at. */
export interface CoordinatorInternals {
	readonly events: EventTail<CoordinatorEvent>;
}

interface WorkerState {
	readonly incarnation: Incarnation;
	/** The heartbeat of the coordinator at which it was last heard from. */
	lastHeard: number;
}

/**
 * The coordinator (the paper's master, section 3.2): it knows the state of every task, gives them to whoever is idle, and
 * decides which attempt at a task counts. Workers fail all the time; it notices by their silence, and has their work done
 * again. It fails itself: what must not be lost is in its journal.
 */
export class Coordinator implements NodeProgram<WorkerMessage | ClientRequest> {
	protected readonly context: NodeContext;
	protected readonly options: MapReduceOptions;
	protected readonly journal: Journal;
	protected readonly store: OutputStore;
	protected readonly jobs: Map<string, JobState> = new Map();
	private readonly workers = new Map<NodeId, WorkerState>();
	private readonly events = new EventTail<CoordinatorEvent>();
	private epoch = 0;
	private attempts = 0;
	/** Heartbeats since it started: its time, which does not jump. */
	private beat = 0;
	private isReady = false;

	constructor(context: NodeContext, options: MapReduceOptions) {
		this.context = context;
		this.options = options;
		this.journal = new Journal(context.storage);
		this.store = new OutputStore(context.storage);
	}

	start(): void {
		const records = this.journal.records();
		const committed = records.flatMap((record) => (record.kind === 'committed' ? [record.attempt] : []));
		this.store.recover(new Set(committed));
		for (const record of records) this.redo(record);
		this.epoch++;
		this.journal.append({ kind: 'epoch', epoch: this.epoch });
		this.journal.sync(() => {
			this.isReady = true;
		});
		this.watch();
	}

	protected redo(record: JournalRecord): void {
		switch (record.kind) {
			case 'epoch':
				this.epoch = record.epoch;
				break;
			case 'submitted':
				this.jobs.set(record.specification.job, newJob(record.specification));
				break;
			case 'mapped': {
				const { worker, incarnation, task } = record.location;
				this.workers.set(worker, { incarnation, lastHeard: this.beat });
				const mapTask = this.jobs.get(record.job)?.maps[task];
				if (mapTask !== undefined) mapTask.outputs = [record.location];
				break;
			}
			case 'committed':
				this.finish(record.job, record.task, record.attempt);
				break;
		}
	}

	receive(message: Message<WorkerMessage | ClientRequest>): void {
		const { src, body } = message;
		if (!this.isReady) {
			// Workers and clients send everything again.
			return;
		}
		switch (body.type) {
			case 'heartbeat':
				this.onHeartbeat(src, body);
				break;
			case 'map_done':
				this.onMapDone(src, body);
				break;
			case 'output':
				this.onOutput(src, body);
				break;
			case 'commit':
				this.onCommit(src, body);
				break;
			case 'submit':
				this.onSubmit(message as Message<Submit>);
				break;
			case 'read':
				this.answer(message, this.output(body.job));
				break;
			case 'unfinished':
				this.answer(message, { type: 'unfinished_ok', jobs: this.unfinished().map(nameOf) });
				break;
			default:
				this.answer(message, refusal(errorCodes.notSupported, 'Expected submit, read or unfinished'));
		}
	}

	// Clients

	private onSubmit(request: Message<Submit>): void {
		const { specification } = request.body;
		if (!this.jobs.has(specification.job)) {
			this.jobs.set(specification.job, newJob(specification));
			this.journal.append({ kind: 'submitted', specification });
		}
		this.journal.sync(() => this.answer(request, { type: 'submit_ok' }));
	}

	private output(name: string): ClientReply {
		const job = this.jobs.get(name);
		if (job === undefined) return refusal(errorCodes.keyDoesNotExist, `There is no job ${name}`);
		const files = [...this.visibleFiles(job)].sort((a, b) => a.partition - b.partition);
		return { type: 'read_ok', job: name, state: isDone(job) ? 'done' : 'running', files };
	}

	/** Nobody sees a file that is not whole. */
	protected visibleFiles({ files }: JobState): readonly OutputFile[] {
		return files;
	}

	protected unfinished(): readonly JobState[] {
		return [...this.jobs.values()].filter((job) => !isDone(job));
	}

	// Workers

	/** "The master pings every worker periodically" (section 3.3): here they come by themselves. */
	private watch(): void {
		this.beat++;
		for (const [worker, { lastHeard }] of this.workers) {
			if (this.beat - lastHeard > this.options.deadAfterHeartbeats) this.lose(worker);
		}
		this.context.setTimer('watch', this.options.heartbeatMs, () => this.watch());
	}

	private onHeartbeat(worker: NodeId, { incarnation, running, missing, holds }: Heartbeat): void {
		const known = this.workers.get(worker);
		if (known !== undefined && known.incarnation !== incarnation) this.lose(worker);
		this.workers.set(worker, { incarnation, lastHeard: this.beat });
		const job = running === null ? undefined : this.jobs.get(running.job);
		if (running !== null && job !== undefined) {
			for (const location of missing) {
				const task = job.maps[location.task];
				if (task?.outputs.some(({ attempt }) => attempt === location.attempt)) this.loseOutput(task);
			}
		}
		this.tell(worker, {
			type: 'heartbeat_ok',
			incarnation,
			about: running?.attempt ?? null,
			assignment: running === null ? this.assignmentFor(worker, incarnation) : null,
			inputs: missing.flatMap(({ task, attempt }) => this.replacements(job, task, attempt)),
			drop: running !== null && missing.length > 0 && !this.mayWait(job, running.attempt),
			forget: holds.filter((name) => {
				const held = this.jobs.get(name);
				return held === undefined || isDone(held);
			}),
		});
	}

	private replacements(job: JobState | undefined, task: number, attempt: AttemptId): readonly Location[] {
		return job?.maps[task]?.outputs.filter((location) => location.attempt !== attempt) ?? [];
	}

	/**
	 * Whether there is any use in waiting for a map output that was lost: not for an attempt that nobody remembers, and not as
	 * long as nobody does the map task again. All workers might wait for that; so one that does is taken from its reduce task.
	 */
	private mayWait(job: JobState | undefined, id: AttemptId): boolean {
		if (job === undefined) return false;
		const isWanted = job.reduces.some(({ attempts }) => this.isCurrent(attempts, id));
		if (isWanted && !job.maps.some(isIdle)) return true;
		for (const task of job.reduces) removeAttempts(task, (attempt) => attempt.id === id);
		return false;
	}

	/**
	 * "Any map tasks completed by the worker are reset back to their initial idle state", since their output is on a disk
	 * that is out of reach, and so are those in progress. What was reduced is in the output files (section 3.3).
	 */
	private lose(worker: NodeId): void {
		this.workers.delete(worker);
		for (const job of this.unfinished()) {
			for (const task of [...job.maps, ...job.reduces]) removeAttempts(task, (attempt) => attempt.worker === worker);
			for (const task of job.maps)
				if (task.outputs.some((location) => location.worker === worker)) this.loseOutput(task);
		}
	}

	/** To be mapped again. */
	protected loseOutput(task: MapTask): void {
		task.outputs = [];
	}

	// Scheduling

	private assignmentFor(worker: NodeId, incarnation: Incarnation): Assignment | null {
		const unfinished = this.unfinished();
		// It has not heard of what it was given.
		for (const job of unfinished) {
			for (const { attempt } of attemptsOf(job)) {
				if (attempt.worker === worker && attempt.incarnation === incarnation) return attempt.assignment;
			}
		}
		for (const job of unfinished) {
			const next = this.idleTask(job) ?? undefined;
			if (next !== undefined) return this.assign(job, next, worker, incarnation);
		}
		for (const job of unfinished) {
			const straggling = this.straggler(job, worker);
			if (straggling !== undefined) return this.assign(job, straggling, worker, incarnation);
		}
		return null;
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
		const { specification } = job;
		const kind = 'outputs' in task ? 'map' : 'reduce';
		const id: AttemptId = `${specification.job}-${kind[0]}${task.number}-${this.epoch}.${++this.attempts}`;
		const common = { specification, task: task.number, attempt: id };
		const assignment: Assignment =
			kind === 'map'
				? { kind, ...common, earlierAttempts: task.attemptCount }
				: { kind, ...common, inputs: job.maps.flatMap(({ outputs }) => outputs) };
		if (kind === 'reduce') {
			const mapsMissing = job.maps.filter(({ outputs }) => outputs.length === 0).length;
			this.events.push({ kind: 'reduce-assigned', job: specification.job, task: task.number, mapsMissing });
		}
		task.attemptCount++;
		task.attempts.push({ id, worker, incarnation, since: this.beat, assignment });
		return assignment;
	}

	// Completion

	private onMapDone(worker: NodeId, { job: name, location }: MapDone): void {
		const job = this.jobs.get(name);
		const task = job?.maps[location.task];
		if (job !== undefined && task !== undefined && this.isCurrent(task.attempts, location.attempt)) {
			this.mapped(job, task, location);
		}
		this.tell(worker, { type: 'map_done_ok', attempt: location.attempt });
	}

	/** "If the master receives a completion message for an already completed map task, it ignores the message" (section 3.3). */
	protected mapped(job: JobState, task: MapTask, location: Location): void {
		removeAttempts(task, ({ id }) => id === location.attempt);
		if (task.outputs.length > 0) return;
		task.outputs = [location];
		this.journal.append({ kind: 'mapped', job: nameOf(job), location });
	}

	protected isCurrent(attempts: readonly Attempt[], attempt: AttemptId): boolean {
		return attempts.some(({ id }) => id === attempt);
	}

	private onOutput(worker: NodeId, { job: name, task: number, attempt, part, records }: Output): void {
		const task = this.jobs.get(name)?.reduces[number];
		if (task !== undefined && this.mayCommit(task, attempt)) this.store.append(attempt, part, records);
		this.tell(worker, { type: 'output_ok', attempt, next: Math.max(this.store.parts(attempt), part + 1) });
	}

	/** The file of the attempt gets its final name, once and for all (section 3.3, "atomic commits"). */
	private onCommit(worker: NodeId, { job: name, task: number, attempt, parts }: Commit): void {
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
		return !task.isDone && this.isCurrent(task.attempts, attempt);
	}

	/** The parts are durable before the record that makes them visible. */
	private commit(job: string, task: number, attempt: AttemptId, then: () => void): void {
		this.journal.sync(() => {
			this.journal.append({ kind: 'committed', job, task, attempt });
			this.journal.sync(() => {
				this.finish(job, task, attempt);
				then();
			});
		});
	}

	protected finish(name: string, number: number, attempt: AttemptId): void {
		const job = this.jobs.get(name);
		const task = job?.reduces[number];
		if (job === undefined || task === undefined) return;
		this.publish(job, { partition: number, attempt, records: this.store.read(attempt) });
		this.events.push({ kind: 'committed', job: name, task: number, attempt });
		task.isDone = true;
		task.committing = null;
		for (const other of task.attempts) if (other.id !== attempt) this.store.remove(other.id);
		task.attempts.length = 0;
	}

	/** One file for each partition. */
	protected publish({ files }: JobState, file: OutputFile): void {
		const before = files.findIndex(({ partition }) => partition === file.partition);
		if (before === -1) files.push(file);
		else files[before] = file;
	}

	private tell(worker: NodeId, body: CoordinatorMessage): void {
		this.context.send(worker, body);
	}

	private answer(request: Message, reply: ClientReply): void {
		this.context.reply(request, reply as never);
	}

	inspect(): Inspection {
		return {
			role: 'coordinator',
			epoch: this.epoch,
			jobs: this.jobs.size,
			unfinished: this.unfinished().length,
			workers: this.workers.size,
		};
	}

	internals(): CoordinatorInternals {
		return this as unknown as CoordinatorInternals;
	}
}

function isIdle({ outputs, attempts }: MapTask): boolean {
	return outputs.length === 0 && attempts.length === 0;
}

function nameOf({ specification }: JobState): string {
	return specification.job;
}

function refusal(code: number, text: string): ErrorBody {
	return { type: 'error', code, text };
}
