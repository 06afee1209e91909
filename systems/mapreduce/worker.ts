import type { Inspection, Message, NodeContext, NodeId, NodeProgram } from '../../harness/model/index.ts';
import { EventTail } from './event-tail.ts';
import { mapSplit, reduceGroups } from './execution.ts';
import { type Job, type JobSpecification, partitionOf } from './jobs.ts';
import { MapOutputs } from './map-outputs.ts';
import type {
	Assignment,
	AttemptId,
	CommitOk,
	CoordinatorMessage,
	Fetch,
	FetchOk,
	HeartbeatOk,
	Incarnation,
	Location,
	MapAssignment,
	MapDoneOk,
	OutputOk,
	Pair,
	ReduceAssignment,
	WorkerMessage,
} from './messages.ts';
import type { MapReduceOptions } from './options.ts';
import { coordinatorOf } from './placement.ts';
import { ReduceInputs } from './reduce-inputs.ts';

/** For the invariants: what a reduce attempt was made from. */
export interface Reduced {
	readonly job: string;
	readonly partition: number;
	readonly attempt: AttemptId;
	/** The map tasks whose output it has read, as often as it has. */
	readonly consumed: readonly number[];
	readonly splits: number;
}

/** What the invariants look at. */
export interface WorkerInternals {
	readonly reduced: EventTail<Reduced>;
}

/** The one attempt that a worker is busy with. */
type Running = RunningMap | RunningReduce;

interface RunningMap {
	readonly kind: 'map';
	readonly assignment: MapAssignment;
}

interface RunningReduce {
	readonly kind: 'reduce';
	readonly assignment: ReduceAssignment;
	readonly inputs: ReduceInputs;
	/** It has all its inputs, and computes. */
	isReducing: boolean;
	/** Its output, once it is computed. */
	parts: readonly (readonly Pair[])[];
	/** The part that is on its way to the temporary file. */
	part: number;
}

/**
 * A worker: does one task at a time, keeps what it has mapped on its own disk, and gives it to whoever reduces it. It knows
 * nothing that it could not lose: after a crash it comes back as somebody else, with an empty disk.
 *
 * It decides nothing either. Whatever it has done it reports until the coordinator answers, and then forgets about it,
 * whether it was wanted or not.
 */
export class Worker implements NodeProgram<CoordinatorMessage | Fetch | FetchOk> {
	protected readonly context: NodeContext;
	protected readonly options: MapReduceOptions;
	protected readonly coordinator: NodeId;
	/** Another one in each life: nobody must take what is on the disk now for what was there before. */
	protected readonly incarnation: Incarnation;
	readonly reduced: EventTail<Reduced> = new EventTail();
	private readonly outputs: MapOutputs;
	private running: Running | null = null;

	constructor(context: NodeContext, options: MapReduceOptions) {
		this.context = context;
		this.options = options;
		this.coordinator = coordinatorOf([context.id, ...context.peers]);
		this.incarnation = context.random.integer(1, 2 ** 31);
		this.outputs = new MapOutputs(context.storage);
	}

	start(): void {
		this.heartbeat();
	}

	receive(message: Message<CoordinatorMessage | Fetch | FetchOk>): void {
		switch (message.body.type) {
			case 'heartbeat_ok':
				this.onHeartbeatOk(message.body);
				break;
			case 'map_done_ok':
			case 'commit_ok':
				this.onFinished(message.body);
				break;
			case 'output_ok':
				this.onOutputOk(message.body);
				break;
			case 'fetch':
				this.context.send(message.src, this.fetched(message.body));
				break;
			case 'fetch_ok':
				this.onFetchOk(message.body);
				break;
		}
	}

	protected heartbeat(): void {
		const { running } = this;
		this.tell({
			type: 'heartbeat',
			incarnation: this.incarnation,
			running: running && { job: running.assignment.specification.job, attempt: running.assignment.attempt },
			missing: running?.kind === 'reduce' ? running.inputs.missing : [],
			holds: this.outputs.jobs,
		});
		this.context.setTimer('heartbeat', this.options.heartbeatMs, () => this.heartbeat());
	}

	/** What comes late is about another attempt than the one that it is busy with by now. */
	private onHeartbeatOk({ incarnation, about, assignment, inputs, drop, forget }: HeartbeatOk): void {
		if (incarnation !== this.incarnation) return;
		for (const job of forget) this.outputs.forget(job);
		if (about !== (this.running?.assignment.attempt ?? null)) return;
		if (drop) this.giveUp();
		else if (this.running?.kind === 'reduce') this.lookElsewhere(this.running, inputs);
		else if (assignment !== null) this.begin(assignment);
		else if (this.running === null) this.onNothingToDo();
	}

	/** There may be something later. */
	protected onNothingToDo(): void {}

	private begin(assignment: Assignment): void {
		if (assignment.kind === 'map') {
			this.running = { kind: 'map', assignment };
			this.compute(assignment, () => this.map(assignment));
		} else {
			const inputs = new ReduceInputs(assignment.inputs, this.options.fetchesMax);
			this.running = { kind: 'reduce', assignment, inputs, isReducing: false, parts: [], part: 0 };
			this.fetchInputs(this.running);
		}
	}

	private compute({ kind, specification }: Assignment, then: () => void): void {
		const { min, max, perLine } = this.options.taskMs;
		const { lines, splits, partitions } = specification;
		const share = lines / (kind === 'map' ? splits : partitions);
		this.context.setTimer('compute', this.context.random.integer(min, max) + share * perLine, then);
	}

	// Map

	/** Leaves its output on the disk, and says where it is. */
	private map({ specification, task, attempt, earlierAttempts }: MapAssignment): void {
		const { job, partitions } = specification;
		const written = this.writtenFor(specification);
		const output = mapSplit(written, specification, task, (key) =>
			this.partitionOf(written, key, partitions, earlierAttempts),
		);
		this.outputs.write(job, attempt, output, () => {
			const location: Location = { task, attempt, worker: this.context.id, incarnation: this.incarnation };
			this.report(attempt, { type: 'map_done', job, location });
		});
	}

	/** The same for every attempt: reduce tasks may read from different ones. */
	protected partitionOf(job: Job, key: string, partitions: number, _earlierAttempts: number): number {
		return partitionOf(job, key, partitions);
	}

	/** The user's functions; the coordinator takes no job for which there are none. */
	private writtenFor({ kind }: JobSpecification): Job {
		return this.options.jobs[kind] as Job;
	}

	/** What another worker asks for. */
	private fetched({ job, location, partition }: Fetch): FetchOk {
		const isHere = location.incarnation === this.incarnation;
		const groups = isHere ? this.outputs.read(job, location.attempt, partition) : null;
		return { type: 'fetch_ok', job, location, partition, groups };
	}

	// Reduce

	/** Until it has them all. */
	private fetchInputs(running: RunningReduce): void {
		if (this.running !== running || running.isReducing) return;
		this.context.setTimer('again', this.options.resendMs, () => this.fetchInputs(running));
		for (const location of running.inputs.next()) this.fetch(running, location);
		this.reduceWhenComplete(running);
	}

	private fetch({ assignment, inputs }: RunningReduce, location: Location): void {
		const { task: partition, specification } = assignment;
		const request: Fetch = { type: 'fetch', job: specification.job, location, partition };
		if (location.worker === this.context.id) inputs.take(this.fetched(request));
		else this.context.send(location.worker, request);
	}

	private onFetchOk(answer: FetchOk): void {
		const { running } = this;
		if (running?.kind !== 'reduce') return;
		const { specification, task } = running.assignment;
		if (specification.job !== answer.job || task !== answer.partition) return;
		running.inputs.take(answer);
		this.reduceWhenComplete(running);
	}

	private lookElsewhere(running: RunningReduce, locations: readonly Location[]): void {
		for (const location of locations) if (running.inputs.lookElsewhere(location)) this.fetch(running, location);
		this.reduceWhenComplete(running);
	}

	private reduceWhenComplete(running: RunningReduce): void {
		if (running.isReducing || !running.inputs.isComplete) return;
		running.isReducing = true;
		this.context.cancelTimer('again');
		this.compute(running.assignment, () => {
			running.parts = this.inParts(this.reduce(running));
			this.sendPart(running);
		});
	}

	private reduce({ assignment, inputs }: RunningReduce): readonly Pair[] {
		const { specification, task: partition, attempt } = assignment;
		const { job, splits } = specification;
		this.reduced.push({ job, partition, attempt, consumed: inputs.tasks, splits });
		return reduceGroups(this.writtenFor(specification), inputs.groups);
	}

	private inParts(records: readonly Pair[]): readonly (readonly Pair[])[] {
		const { recordsPerPart, partsMax } = this.options;
		const size = Math.max(recordsPerPart, Math.ceil(records.length / partsMax));
		const parts: (readonly Pair[])[] = [];
		for (let i = 0; i < records.length; i += size) parts.push(records.slice(i, i + size));
		return parts;
	}

	/** To the temporary file of this attempt, part by part; then it asks for its final name. */
	private sendPart(running: RunningReduce): void {
		if (this.running !== running) return;
		const { task, attempt, specification } = running.assignment;
		const { job } = specification;
		const { part, parts } = running;
		const records = parts[part];
		if (records === undefined) {
			this.report(attempt, { type: 'commit', job, task, attempt, parts: parts.length });
			return;
		}
		this.tell({ type: 'output', job, task, attempt, part, records });
		this.context.setTimer('again', this.options.resendMs, () => this.sendPart(running));
	}

	/**
	 * An answer that comes twice must not send the next part twice: each copy would be answered, and every duplicate on the
	 * way would double all that follows (the "sorcerer's apprentice" of RFC 1123, section 4.2.3.1).
	 */
	private onOutputOk({ attempt, next }: OutputOk): void {
		const { running } = this;
		if (running?.kind !== 'reduce' || running.assignment.attempt !== attempt || next <= running.part) return;
		running.part = next;
		this.sendPart(running);
	}

	// The end

	/** Until the coordinator answers. */
	private report(attempt: AttemptId, message: WorkerMessage): void {
		if (this.running?.assignment.attempt !== attempt) return;
		this.tell(message);
		this.context.setTimer('again', this.options.resendMs, () => this.report(attempt, message));
	}

	private onFinished({ attempt }: MapDoneOk | CommitOk): void {
		if (this.running?.assignment.attempt === attempt) this.giveUp();
	}

	/** There may be something else to do: no need to wait for the next heartbeat. */
	private giveUp(): void {
		this.running = null;
		for (const timer of ['compute', 'again']) this.context.cancelTimer(timer);
		this.heartbeat();
	}

	protected tell(body: WorkerMessage): void {
		this.context.send(this.coordinator, body);
	}

	inspect(): Inspection {
		const { assignment } = this.running ?? {};
		return { role: 'worker', incarnation: this.incarnation, running: assignment?.attempt ?? null };
	}

	internals(): WorkerInternals {
		return this;
	}
}
