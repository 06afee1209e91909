import {
	type ClientId,
	type ClusterFault,
	type ClusterFaultKind,
	type CreateNode,
	type Delays,
	type FaultKind,
	type Inspection,
	type Invariant,
	type InvariantReport,
	type Message,
	type MessageBody,
	type NodeId,
	needsOf,
	type Random,
	type SeedBranch,
	type Usage,
} from '../model/index.ts';

/** Told of every change of what a node says of itself; `inspect` gives every node's last state, nothing where it is down. */
export interface StateObserver {
	changed(time: number, nodes: readonly NodeId[], inspect: (node: NodeId) => Inspection | undefined): void;
}

export type RuntimeName = 'sim' | 'process' | 'docker';

/** A place where nodes live. Three implementations, one contract suite (`contract.ts`). */
export interface Runtime {
	readonly name: RuntimeName;
	/** Whether it can inject this kind of fault, and why not. */
	supports(kind: ClusterFaultKind): Support;
	/** Whether it sees the messages between nodes, or only what nodes say of themselves. */
	readonly seesMessages: boolean;
	/** Brings every node up. Rejects with a `RuntimeError` when one does not become ready, after removing what it made. */
	deploy(deployment: Deployment): Promise<Cluster>;
}

export type Support = { readonly supported: true } | { readonly supported: false; readonly reason: string };

/** Whether faults of this kind can be injected there: what they are made of has to be supported. */
export function supportOf(runtime: Pick<Runtime, 'supports'>, kind: FaultKind): Support {
	const lacking = needsOf(kind)
		.map((need) => runtime.supports(need))
		.find(({ supported }) => !supported);
	return lacking ?? { supported: true };
}

export interface Deployment {
	/** Names what the run makes (labels, folders): unique among the runs of this machine. */
	readonly runId: string;
	/** A string of decimal digits, below 2^64. */
	readonly seed: string;
	/** From these moments on other seeds decide; a runtime that is not deterministic refuses them. */
	readonly branches?: readonly SeedBranch[];
	/** How long messages take; a runtime that does not decide that refuses it. */
	readonly delays?: Delays;
	/** Told of every change of a node's state; by the simulation alone. */
	readonly stateObserver?: StateObserver;
	readonly nodes: readonly NodeId[];
	readonly program: ProgramSource;
	/** Watched after every event by a runtime that sees every event; the others leave them alone. */
	readonly invariants?: readonly Invariant[];
	/**
	 * What may be injected, for a runtime that has to prepare something; absent for anything. In containers, nodes have disks of
	 * their own to break only where that is announced; otherwise their hosts play such faults.
	 */
	readonly faults?: readonly ClusterFaultKind[];
	/** Where node logs go, as `nodes/<id>.log`; nowhere when absent. */
	readonly directory?: string;
}

/** What runs on the nodes. The simulation calls `create`; the other runtimes start `bin/node` with the names. */
export interface ProgramSource {
	readonly create: CreateNode;
	readonly system: string;
	readonly mutant?: string;
	/** A module that exports the system (`default` or by name), for one that is not built in: a `file:` URL. */
	readonly module?: string;
}

/** The nodes of one run, running. Everything made for them is gone after `shutdown`. */
export interface Cluster {
	readonly nodes: readonly NodeId[];
	readonly clock: Clock;
	/** The randomness of the run's seed for one purpose (`client:7`, `nemesis`, …). Ask once for each purpose. */
	random(purpose: string): Random;
	/** A name under which messages can be sent to nodes. Links of clients are never broken. */
	connect(client: ClientId, receive: (message: Message) => void): Connection;
	/** Breaks something. `done` is called once it has taken effect, or with the reason why it could not be done. */
	inject(fault: ClusterFault, done: FaultDone): void;
	/** Undoes an injected fault (the same object). A restarted node is up, though not caught up, when `done` is called. */
	heal(fault: ClusterFault, done: FaultDone): void;
	/** Calls the observer for what happens from now on. One at most. What it breaks in answer, it breaks after the event. */
	watch(observer: ClusterObserver): void;
	/** A node's last known state; nothing when it is down or does not tell. */
	inspect(node: NodeId): Inspection | undefined;
	/**
	 * Lets time pass until `finish` is called or something fails: the simulation runs its event queue, the others wait.
	 * `begin` is called first. Rejects with a `RuntimeError` when a node exits by itself or the engine dies.
	 */
	drive(begin: (finish: (error?: Error) => void) => void): Promise<void>;
	/** The last lines of a node's log, newest last. */
	logTail(node: NodeId, lines: number): readonly string[];
	/** Ends everything. Safe to call twice, and after a failure. */
	shutdown(): Promise<void>;
	/** What became of the invariants so far; null where none are watched. */
	invariants(): InvariantReport | null;
	/** What the nodes have used so far; null where the runtime does not see it. */
	usage(): Usage | null;
	/** 16 hexadecimal digits over every event so far; null where the runtime is not deterministic. */
	traceHash(): string | null;
	/** The trace so far, one JSON object a line, in order. */
	trace(): Iterable<string>;
}

/** Told of points of the protocol as they happen. */
export interface ClusterObserver {
	/** A message was sent or has arrived: by whom, to whom, of which type. */
	message(kind: 'sent' | 'arrives', src: string, dest: string, type: string): void;
	/** What a node says of itself has changed; the fields that did, with their new values. */
	state(node: NodeId, changes: Inspection): void;
}

export type FaultDone = (error?: Error) => void;

/** Time since the start of the run, virtual or real. */
export interface Clock {
	/** Nanoseconds, monotonic. */
	now(): number;
	/** Runs `then` once after `delay` nanoseconds. Returns a function that cancels it. */
	setTimer(delay: number, then: () => void): () => void;
}

export interface Connection {
	send(dest: NodeId, body: MessageBody): void;
	close(): void;
}

/** The test could not be run: the exit code is 255. */
export class RuntimeError extends Error {
	override readonly name = 'RuntimeError';
	readonly reason: RuntimeErrorReason;
	readonly node: NodeId | undefined;
	constructor(
		reason: RuntimeErrorReason,
		message: string,
		options: { readonly node?: NodeId; readonly cause?: unknown } = {},
	) {
		super(message, { cause: options.cause });
		this.reason = reason;
		this.node = options.node;
	}
}

export type RuntimeErrorReason =
	| 'unsupported-fault'
	| 'no-engine'
	| 'engine-died'
	| 'image'
	| 'node-not-ready'
	| 'node-exited'
	| 'program-failed'
	| 'fault-not-injected'
	| 'fault-not-healed'
	| 'log-not-written'
	| 'stalled';
