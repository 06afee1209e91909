import type {
	CreateClient,
	Invocation,
	MembershipFault,
	MembershipOperations,
	NodeId,
	ProcessFault,
} from '../model/index.ts';
import type { Cluster, FaultDone } from '../runtimes/runtime.ts';
import { ClientProcess } from './client-process.ts';
import type { Load } from './load.ts';

/** Nothing was broken, for the system does not do what it is asked to now. */
export type InjectDone = (outcome?: Error | 'not-now') => void;

export interface MembershipEnvironment {
	readonly cluster: Cluster;
	readonly create: CreateClient;
	readonly operations: MembershipOperations;
	readonly load: Load;
}

/** One request to the system. */
const attemptMs = 1_000;
const pauseMs = 100;
/** How long the system may take to let a node go, before that is given up: other faults may leave it no majority. */
const patienceMs = 2_000;
/** Processes of the history are numbered from 0, and there are never so many. */
const firstProcess = 1_000_000_000;

/**
 * Has nodes leave the cluster and join it, by asking the system as an administrator would. What was asked for and not
 * confirmed is undone: a node that may have left is added again, and so is one that was removed on purpose, when that is
 * healed. That goes on in the background until the system has done it.
 */
export class MembershipChanges {
	readonly #environment: MembershipEnvironment;
	readonly #crashes = new Map<MembershipFault, ProcessFault>();
	/** Nodes that are to be members again, and are not yet. */
	readonly #returning = new Set<NodeId>();
	#nextProcess = firstProcess;

	constructor(environment: MembershipEnvironment) {
		this.#environment = environment;
	}

	/** Nodes that the system has not taken back so far. */
	get missing(): readonly NodeId[] {
		return [...this.#returning];
	}

	inject(fault: MembershipFault, done: InjectDone): void {
		if (this.#returning.size > 0) {
			done('not-now');
			return;
		}
		const deadline = this.#environment.cluster.clock.now() + patienceMs * 1e6;
		this.#removeAll(fault.nodes, deadline, (removed) => {
			if (removed) this.#takeDown(fault, done);
			else {
				this.#takeBack(fault.nodes);
				done('not-now');
			}
		});
	}

	heal(fault: MembershipFault, done: FaultDone): void {
		const crash = this.#crashes.get(fault);
		this.#crashes.delete(fault);
		if (crash === undefined) {
			done();
			return;
		}
		this.#environment.cluster.heal(crash, (error) => {
			if (error === undefined) this.#takeBack(fault.nodes);
			done(error);
		});
	}

	#removeAll(nodes: readonly NodeId[], deadline: number, then: (removed: boolean) => void): void {
		const [node, ...others] = nodes;
		if (node === undefined) then(true);
		else {
			const { operations } = this.#environment;
			this.#ask(operations.remove(node), deadline, (removed) => {
				if (removed) this.#removeAll(others, deadline, then);
				else then(false);
			});
		}
	}

	#takeDown(fault: MembershipFault, done: FaultDone): void {
		const { cluster } = this.#environment;
		const { nodes } = fault;
		if (fault.kind === 'member-remove') {
			const crash: ProcessFault = { kind: 'crash', nodes };
			this.#crashes.set(fault, crash);
			cluster.inject(crash, done);
			return;
		}
		const wipe = { kind: 'disk-wipe', nodes } as const;
		cluster.inject(wipe, (injected) => {
			if (injected !== undefined) done(injected);
			else
				cluster.heal(wipe, (healed) => {
					if (healed === undefined) this.#takeBack(nodes);
					done(healed);
				});
		});
	}

	/** One after the other: a system changes one member at a time. */
	#takeBack(nodes: readonly NodeId[]): void {
		for (const node of nodes) this.#returning.add(node);
		this.#addNext();
	}

	#addNext(): void {
		const [node] = this.#returning;
		if (node === undefined) return;
		this.#ask(this.#environment.operations.add(node), Number.POSITIVE_INFINITY, () => {
			this.#returning.delete(node);
			this.#addNext();
		});
	}

	/** Asks until it is done, or until the deadline (nanoseconds since the start of the run). */
	#ask(invocation: Invocation, deadline: number, then: (done: boolean) => void): void {
		const { cluster, create, load } = this.#environment;
		const options = { cluster, create, load, concurrency: 1, operationTimeoutMs: attemptMs };
		const client = new ClientProcess(this.#nextProcess++, options);
		client.invoke(invocation, ({ type }) => {
			client.close();
			if (type === 'ok') then(true);
			else if (cluster.clock.now() >= deadline) then(false);
			else cluster.clock.setTimer(pauseMs * 1e6, () => this.#ask(invocation, deadline, then));
		});
	}
}
