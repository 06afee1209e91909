import type { Inspection, JsonValue, Message, NodeContext, NodeId, NodeProgram } from '../../harness/model/index.ts';
import { lineOf, splitOf } from './corpus.ts';
import { EventTail } from './event-tail.ts';
import { hashPartition, type JobKind, jobs, lineFor } from './jobs.ts';
import { MapOutputs } from './map-outputs.ts';
import type {
	Assignment,
	AttemptId,
	CommitOk,
	CoordinatorMessage,
	Fetch,
	FetchOk,
	Group,
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
interface Running {
	readonly assignment: Assignment;
	/** Of a reduce attempt: what it reads, by place in the assignment. */
	readonly inputs: Input[];
	/** Its output, in parts, once it is computed. */
	parts: readonly (readonly Pair[])[];
	/** The part that is on its way to the temporary file. */
	part: number;
	/** It has done what it can, and tells the coordinator until that answers. */
	isReporting: boolean;
}

interface Input {
	location: Location;
	groups: readonly Group[] | null;
	/** How often it was asked for in vain. */
	fetches: number;
}

/** A worker: does one task at a time, keeps what it has mapped on its own disk, and gives it to whoever reduces it. */
export class Worker implements NodeProgram<CoordinatorMessage | Fetch | FetchOk> {
	protected readonly context: NodeContext;
	protected readonly options: MapReduceOptions;
	protected readonly coordinator: NodeId;
	/** Another one in each life: nobody must take what is on the disk now for what was there before. */
	protected readonly incarnation: Incarnation;
	private readonly outputs: MapOutputs;
	private running: Running | null = null;
	private readonly reduced = new EventTail<Reduced>();

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
				this.onFetch(message.src, message.body);
				break;
			case 'fetch_ok':
				this.onFetchOk(message.body);
				break;
		}
	}

	protected heartbeat(): void {
		const { assignment, inputs = [] } = this.running ?? {};
		this.tell({
			type: 'heartbeat',
			incarnation: this.incarnation,
			running: assignment ? { job: assignment.specification.job, attempt: assignment.attempt } : null,
			missing: inputs.filter((input) => this.isMissing(input)).map(({ location }) => location),
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
		else if (about !== null) for (const location of inputs) this.lookElsewhere(location);
		else if (assignment !== null) this.begin(assignment);
		else this.onNothingToDo();
	}

	/** There may be something later. */
	protected onNothingToDo(): void {}

	private begin(assignment: Assignment): void {
		const inputs =
			assignment.kind === 'map' ? [] : assignment.inputs.map((location) => ({ location, groups: null, fetches: 0 }));
		this.running = { assignment, inputs, parts: [], part: 0, isReporting: false };
		if (assignment.kind === 'map') this.compute(assignment, () => this.map(assignment));
		else this.fetchInputs(assignment);
	}

	private compute({ kind, specification }: Assignment, then: () => void): void {
		const { min, max, perLine } = this.options.taskMs;
		const { lines, splits, partitions } = specification;
		const share = lines / (kind === 'map' ? splits : partitions);
		this.context.setTimer('compute', this.context.random.integer(min, max) + share * perLine, then);
	}

	// Map

	/** Reads its split, and leaves what it emits on the disk, a part for each reduce task (section 3.1, 3 and 4). */
	private map(assignment: MapAssignment): void {
		const { specification, task, attempt } = assignment;
		this.outputs.write(specification.job, attempt, this.partitioned(assignment), () => {
			const { id: worker } = this.context;
			const location: Location = { task, attempt, worker, incarnation: this.incarnation };
			this.report(attempt, { type: 'map_done', job: specification.job, location });
		});
	}

	private partitioned({ specification, task, earlierAttempts }: MapAssignment): readonly (readonly Group[])[] {
		const { kind, splits, partitions } = specification;
		const values = new Map<string, JsonValue[]>();
		const emit = (key: string, value: JsonValue): void => {
			const known = values.get(key);
			if (known === undefined) values.set(key, [value]);
			else known.push(value);
		};
		const { first, end } = splitOf(specification, splits, task);
		for (let number = first; number < end; number++) {
			jobs[kind].map(lineFor(specification, number, lineOf(specification, number)), emit);
		}
		const buckets: Group[][] = Array.from({ length: partitions }, () => []);
		for (const [key, all] of values) {
			const combined = jobs[kind].combine?.(key, all) ?? all;
			buckets[this.partitionOf(kind, key, partitions, earlierAttempts)]?.push([key, combined]);
		}
		return buckets;
	}

	/** The same for every attempt: reduce tasks may read from different ones. */
	protected partitionOf(kind: JobKind, key: string, partitions: number, _earlierAttempts: number): number {
		return jobs[kind].partition?.(key, partitions) ?? hashPartition(key, partitions);
	}

	// Reduce

	/** Reads its partition of every map output from the workers' disks (section 3.1, 5). */
	private fetchInputs({ attempt }: ReduceAssignment): void {
		if (this.running?.assignment.attempt !== attempt) return;
		for (const input of this.running.inputs) if (input.groups === null) this.fetch(input);
		this.reduceWhenComplete();
		this.context.setTimer('fetch', this.options.resendMs, () => {
			if (this.running?.assignment.kind === 'reduce' && !this.hasAll()) this.fetchInputs(this.running.assignment);
		});
	}

	private fetch(input: Input): void {
		const assignment = this.running?.assignment;
		if (assignment === undefined) return;
		input.fetches++;
		const { task: partition, specification } = assignment;
		const request: Fetch = { type: 'fetch', job: specification.job, location: input.location, partition };
		if (input.location.worker !== this.context.id) this.context.send(input.location.worker, request);
		else this.onFetchOk(this.fetched(request));
	}

	private onFetch(reducer: NodeId, request: Fetch): void {
		this.context.send(reducer, this.fetched(request));
	}

	private fetched({ job, location, partition }: Fetch): FetchOk {
		const isHere = location.incarnation === this.incarnation;
		const groups = isHere ? this.outputs.read(job, location.attempt, partition) : null;
		return { type: 'fetch_ok', job, location, partition, groups };
	}

	private onFetchOk({ job, location, partition, groups }: FetchOk): void {
		const { assignment, inputs = [] } = this.running ?? {};
		if (assignment?.kind !== 'reduce' || assignment.specification.job !== job || assignment.task !== partition) return;
		const input = inputs.find((one) => one.location.attempt === location.attempt && one.groups === null);
		if (input === undefined) return;
		if (groups === null) input.fetches = this.options.fetchesMax;
		else input.groups = groups;
		this.reduceWhenComplete();
	}

	private isMissing({ groups, fetches }: Input): boolean {
		return groups === null && fetches >= this.options.fetchesMax;
	}

	/** The map task was done again. */
	private lookElsewhere(location: Location): void {
		for (const input of this.running?.inputs ?? []) {
			if (input.groups !== null || input.location.task !== location.task) continue;
			if (input.location.attempt === location.attempt) continue;
			input.location = location;
			input.fetches = 0;
			this.fetch(input);
		}
	}

	private hasAll(): boolean {
		return this.running?.inputs.every(({ groups }) => groups !== null) === true;
	}

	private reduceWhenComplete(): void {
		const { running } = this;
		if (running?.assignment.kind !== 'reduce' || running.isReporting || !this.hasAll()) return;
		const { assignment } = running;
		running.isReporting = true;
		this.context.cancelTimer('fetch');
		this.compute(assignment, () => {
			running.parts = this.inParts(this.reduce(assignment, running.inputs));
			this.sendPart(running);
		});
	}

	/** Sorts by key, so that all occurrences of the same key are together, and reduces each (section 3.1, 5 and 6). */
	private reduce({ specification, task, attempt }: ReduceAssignment, inputs: readonly Input[]): readonly Pair[] {
		const { job, kind, splits } = specification;
		const values = new Map<string, JsonValue[]>();
		for (const { groups } of inputs) {
			for (const [key, more] of groups ?? []) values.set(key, [...(values.get(key) ?? []), ...more]);
		}
		this.reduced.push({ job, partition: task, attempt, consumed: inputs.map(({ location }) => location.task), splits });
		const keys = [...values.keys()].sort();
		return keys.map((key) => [key, jobs[kind].reduce(key, values.get(key) ?? [])] as const);
	}

	private inParts(records: readonly Pair[]): readonly (readonly Pair[])[] {
		const { recordsPerPart, partsMax } = this.options;
		const size = Math.max(recordsPerPart, Math.ceil(records.length / partsMax));
		const parts: (readonly Pair[])[] = [];
		for (let i = 0; i < records.length; i += size) parts.push(records.slice(i, i + size));
		return parts;
	}

	/** To the temporary file of this attempt, part by part; then it asks for its final name. */
	private sendPart(running: Running): void {
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
		if (running?.assignment.attempt !== attempt || next <= running.part) return;
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
		for (const timer of ['compute', 'fetch', 'again']) this.context.cancelTimer(timer);
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
		return this as unknown as WorkerInternals;
	}
}
