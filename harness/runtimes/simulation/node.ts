import type {
	CreateNode,
	Inspection,
	JsonValue,
	Message,
	MessageBody,
	NodeContext,
	NodeId,
	NodeProgram,
	Random,
} from '../../model/index.ts';
import type { ClockCondition, DiskCondition, DiskDamage, Unsynced } from '../conditions.ts';
import { NodeClock } from '../node-clock.ts';
import { type ClusterObserver, RuntimeError } from '../runtime.ts';
import { DiskError, SimulatedDisk } from './disk.ts';
import type { Draws } from './draws.ts';
import type { InvariantMonitor } from './invariant-monitor.ts';
import type { SimulatedNetwork } from './network.ts';
import type { SimulationOptions } from './options.ts';
import { NamedTimers } from './timers.ts';
import type { Trace, TraceKind, TraceLabel } from './trace.ts';

export interface NodeEnvironment {
	readonly options: SimulationOptions;
	readonly draws: Draws;
	readonly trace: Trace;
	readonly network: SimulatedNetwork;
	/** Told of changes of state, if somebody watches. */
	observer(): ClusterObserver | undefined;
	/** Nothing when the system has no invariants. */
	readonly invariants: InvariantMonitor | undefined;
	/** Called after a change of what the node says of itself, where anybody wants to know. */
	readonly stateChanged: (() => void) | undefined;
	now(): number;
	schedule(time: number, task: () => void): void;
	log(node: NodeId, line: string): void;
}

/**
 * One node: a program while it is up, and the disk and the clock that outlive it.
 *
 * Everything that happens to a program goes through `#run`: nothing of an earlier life reaches a restarted program, and
 * what comes while the node is paused waits, in order, until it resumes.
 */
export class SimulatedNode {
	readonly id: NodeId;
	readonly #peers: readonly NodeId[];
	readonly #create: CreateNode;
	readonly #environment: NodeEnvironment;
	readonly #clock = new NodeClock();
	readonly #disk: SimulatedDisk;
	/** Of all its lives: at another moment it draws something else anyway. */
	readonly #random: Random;
	readonly #timers: NamedTimers;
	readonly #labels = new Map<TraceKind, Map<string, TraceLabel>>();
	#program: NodeProgram | undefined;
	/** Counts lives; an event of an earlier one is void. */
	#life = 0;
	#paused = false;
	/** Down since its disk refused: not by a kill. */
	#endedByDisk = false;
	#deferred: (() => void)[] = [];
	#inspection: Inspection = {};

	constructor(id: NodeId, peers: readonly NodeId[], create: CreateNode, environment: NodeEnvironment) {
		this.id = id;
		this.#peers = peers;
		this.#create = create;
		this.#environment = environment;
		const schedule = (time: number, task: () => void): void => this.#schedule(time, task);
		this.#disk = new SimulatedDisk({
			options: environment.options,
			random: environment.draws.random(`disk:${id}`),
			schedule: (delay, task) => schedule(environment.now() + delay, task),
			record: (kind, file, detail) => this.#record(kind, file, detail),
		});
		this.#random = environment.draws.random(`node:${id}`);
		this.#timers = new NamedTimers({ now: environment.now, schedule }, (name) => this.#record('timer', name, null));
	}

	start(): void {
		this.#life++;
		this.#record('start', '', null);
		this.#environment.network.attach(this.id, (message) => this.#receive(message));
		this.#endedByDisk = false;
		this.#run(this.#life, () => {
			this.#disk.verify();
			this.#program = this.#create(this.#context());
			this.#program.start();
		});
	}

	kill(unsynced?: Unsynced): void {
		this.#record('kill', '', null);
		this.#endedByDisk = false;
		this.#die(unsynced);
	}

	/** Starts it again if its disk has ended it. */
	revive(paused: boolean): void {
		if (!this.#endedByDisk) return;
		this.start();
		if (paused) this.pause();
	}

	pause(): void {
		this.#record('pause', '', null);
		this.#paused = true;
	}

	resume(): void {
		this.#record('resume', '', null);
		this.#paused = false;
		const deferred = this.#deferred;
		this.#deferred = [];
		for (const task of deferred) task();
	}

	setClock(condition: ClockCondition): void {
		this.#record('clock', '', { offsetMs: condition.offsetMs, rate: condition.rate });
		this.#clock.set(condition, this.#environment.now());
	}

	setDisk(condition: DiskCondition): void {
		this.#disk.setCondition(condition);
	}

	/** To be called while it is down. */
	damage(damage: DiskDamage): void {
		this.#disk.damage(damage);
	}

	repair(): void {
		this.#disk.repair();
	}

	/** Nothing when it is down. */
	inspect(): Inspection | undefined {
		return this.#program === undefined ? undefined : this.#inspection;
	}

	/** As `#run`, without a function for each message: there are so many. */
	#receive(message: Message): void {
		if (this.#paused) {
			this.#deferred.push(() => this.#receive(message));
			return;
		}
		try {
			this.#program?.receive(message);
			this.#observe();
		} catch (error) {
			this.#failed(error);
		}
	}

	#schedule(time: number, task: () => void): void {
		const life = this.#life;
		this.#environment.schedule(time, () => this.#run(life, task));
	}

	#run(life: number, task: () => void): void {
		if (life !== this.#life) return;
		if (this.#paused) {
			this.#deferred.push(() => this.#run(life, task));
			return;
		}
		try {
			task();
			this.#observe();
		} catch (error) {
			this.#failed(error);
		}
	}

	/** A program that throws ends the run; a disk that refuses ends the node, as the program could not go on. */
	#failed(error: unknown): void {
		if (!(error instanceof DiskError)) throw programFailed(this.id, error);
		this.#record('end', '', error.message);
		this.#environment.log(this.id, `the disk failed: ${error.message}`);
		this.#endedByDisk = true;
		this.#die();
	}

	#die(unsynced?: Unsynced): void {
		this.#life++;
		this.#environment.network.detach(this.id);
		this.#timers.clear();
		this.#program = undefined;
		this.#inspection = {};
		this.#paused = false;
		this.#deferred = [];
		this.#disk.crash(unsynced);
	}

	/** What is to be seen of the program after each event. */
	#observe(): void {
		if (this.#program === undefined) return;
		const { invariants, now } = this.#environment;
		const inspection = this.#program.inspect();
		this.#recordChanges(inspection);
		invariants?.afterEvent(this.id, now(), inspection, this.#program);
	}

	/** Records which fields of the program's state changed. */
	#recordChanges(after: Inspection): void {
		const before = this.#inspection;
		let changes: Record<string, JsonValue> | undefined;
		for (const field in after) {
			const value = after[field] as JsonValue;
			if (before[field] === value) continue;
			changes ??= {};
			changes[field] = value;
		}
		if (changes === undefined) return;
		this.#inspection = after;
		this.#record('state', '', changes);
		this.#environment.observer()?.state(this.id, changes);
		this.#environment.stateChanged?.();
	}

	#record(kind: TraceKind, other: string, detail: JsonValue): void {
		this.#environment.trace.record(this.#environment.now(), this.#label(kind, other), detail);
	}

	#label(kind: TraceKind, other: string): TraceLabel {
		let labels = this.#labels.get(kind);
		if (labels === undefined) {
			labels = new Map();
			this.#labels.set(kind, labels);
		}
		let label = labels.get(other);
		if (label === undefined) {
			label = this.#environment.trace.label(kind, this.id, other);
			labels.set(other, label);
		}
		return label;
	}

	#context(): NodeContext {
		const { network, now, log } = this.#environment;
		const { id } = this;
		return {
			id,
			peers: this.#peers,
			random: this.#random,
			storage: this.#disk,
			send: (dest, body) => network.send(id, dest, body),
			reply: (request, body) => network.send(id, request.src, replyTo(request, body)),
			setTimer: (name, delayMs, then) => this.#timers.set(name, this.#clock.trueNanos(delayMs), then),
			cancelTimer: (name) => this.#timers.cancel(name),
			now: () => this.#clock.read(now()),
			log: (line) => {
				this.#record('log', '', line);
				log(id, line);
			},
		};
	}
}

/** A program that throws is broken in itself: that ends the run, and is no finding about the system's protocol. */
function programFailed(node: NodeId, error: unknown): RuntimeError {
	if (error instanceof RuntimeError) return error;
	const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
	return new RuntimeError('program-failed', `The program of ${node} threw: ${stack}`, { node, cause: error });
}

/** Field by field: a spread of bodies of many shapes takes several times as long. */
function replyTo(request: Message, body: MessageBody): MessageBody {
	const { msg_id } = request.body;
	if (msg_id === undefined) return body;
	const reply: Record<string, unknown> = {};
	for (const field in body) reply[field] = body[field as keyof MessageBody];
	reply['in_reply_to'] = msg_id;
	return reply as unknown as MessageBody;
}
