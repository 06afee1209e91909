import type { ClientId, ClusterFault, Inspection, Message, NodeId, Random } from '../../model/index.ts';
import type { Change } from '../conditions.ts';
import { FaultLedger } from '../fault-ledger.ts';
import { controllerId } from '../host/host.ts';
import { createRandom } from '../random.ts';
import {
	type Cluster,
	type ClusterObserver,
	type Connection,
	type FaultDone,
	type Runtime,
	RuntimeError,
} from '../runtime.ts';
import type { LinkChange, Machinery, MachineryEvents } from './machinery.ts';
import { type RealClock, realClock } from './real-clock.ts';
import { RealNodes } from './real-nodes.ts';
import { RealTrace, type TraceRow } from './real-trace.ts';
import { TaskQueues } from './task-queues.ts';

export interface RealClusterOptions {
	readonly nodes: readonly NodeId[];
	readonly seed: string;
	readonly runtime: Pick<Runtime, 'name' | 'supports'>;
	/** Makes the machinery, with no node up yet. */
	readonly createMachinery: (events: MachineryEvents) => Machinery;
}

/** A cluster of real processes in real time, whatever they run in: the common part of the `process` and `docker` runtimes. */
export class RealCluster implements Cluster {
	readonly nodes: readonly NodeId[];
	readonly clock: RealClock = realClock();
	/** A run begins when its cluster is first driven: what deployment took is none of its time. */
	#hasBegun = false;
	readonly #seed: string;
	readonly #runtime: Pick<Runtime, 'name' | 'supports'>;
	readonly #machinery: Machinery;
	readonly #ledger = new FaultLedger();
	readonly #nodes: RealNodes;
	readonly #links = new TaskQueues();
	readonly #clients = new Map<ClientId, (message: Message) => void>();
	readonly #inspections = new Map<NodeId, Inspection>();
	readonly #trace = new RealTrace();
	#drivers: ((error: Error) => void)[] = [];
	#observer: ClusterObserver | undefined;
	#failure: Error | undefined;
	#closing: Promise<void> | undefined;

	constructor(options: RealClusterOptions) {
		this.nodes = options.nodes;
		this.#seed = options.seed;
		this.#runtime = options.runtime;
		this.#machinery = options.createMachinery({
			message: (message) => this.#receive(message),
			record: (row) => this.#record(row),
			endedByDisk: (node) => this.#nodes.endedByDisk(node),
			failed: (error) => this.#fail(error),
		});
		this.#nodes = new RealNodes({
			machinery: this.#machinery,
			record: (row) => this.#record(row),
			died: (node) => this.#inspections.delete(node),
			failed: (error) => this.#fail(notInjected(error)),
		});
	}

	random(purpose: string): Random {
		return createRandom(this.#seed, purpose);
	}

	connect(client: ClientId, receive: (message: Message) => void): Connection {
		this.#clients.set(client, receive);
		return {
			send: (dest, body) => {
				const message = { src: client, dest, body };
				this.#record({ kind: 'send', ...message });
				if (this.#closing === undefined) this.#machinery.send(message);
			},
			close: () => {
				this.#clients.delete(client);
			},
		};
	}

	inject(fault: ClusterFault, done: FaultDone): void {
		const support = this.#runtime.supports(fault.kind);
		if (!support.supported) {
			const message = `The ${this.#runtime.name} runtime cannot inject ${fault.kind}: ${support.reason}`;
			setImmediate(done, new RuntimeError('unsupported-fault', message));
		} else this.#change(() => this.#ledger.inject(fault), done);
	}

	heal(fault: ClusterFault, done: FaultDone): void {
		this.#change(() => this.#ledger.heal(fault), done);
	}

	watch(observer: ClusterObserver): void {
		this.#observer = observer;
	}

	inspect(node: NodeId): Inspection | undefined {
		return this.#inspections.get(node);
	}

	async drive(begin: (finish: (error?: Error) => void) => void): Promise<void> {
		if (this.#failure !== undefined) throw this.#failure;
		if (!this.#hasBegun) this.clock.restart();
		this.#hasBegun = true;
		let stop: ((error: Error) => void) | undefined;
		try {
			await new Promise<void>((resolve, reject) => {
				stop = reject;
				this.#drivers.push(reject);
				begin((error) => (error === undefined ? resolve() : reject(error)));
			});
		} finally {
			this.#drivers = this.#drivers.filter((driver) => driver !== stop);
		}
	}

	logTail(node: NodeId, lines: number): readonly string[] {
		return this.#machinery.logTail(node, lines);
	}

	shutdown(): Promise<void> {
		if (this.#closing === undefined) {
			this.#fail(new RuntimeError('stalled', 'The cluster was shut down while it was driven'));
			this.#nodes.close();
			this.#closing = this.#machinery.dispose();
		}
		return this.#closing;
	}

	invariants(): null {
		return null;
	}

	usage(): null {
		return null;
	}

	traceHash(): null {
		return null;
	}

	trace(): Iterable<string> {
		return this.#trace.lines();
	}

	#receive(message: Message): void {
		if (message.dest === controllerId) this.#receiveOwn(message);
		else {
			this.#record({ kind: 'deliver', ...message });
			this.#clients.get(message.dest)?.(message);
		}
	}

	#receiveOwn(message: Message): void {
		const { src: node, body } = message;
		if (body.type === 'control_ok') this.#nodes.answered(message);
		// What a killed node had said of itself is still on its way.
		if (body.type !== 'inspection' || this.#nodes.isDown(node)) return;
		const { inspection } = body as unknown as { readonly inspection: Inspection };
		this.#observer?.state(node, changesBetween(this.#inspections.get(node) ?? {}, inspection));
		this.#inspections.set(node, inspection);
		this.#record({ kind: 'state', node, detail: inspection });
	}

	#record(row: TraceRow): void {
		this.#trace.record(this.#hasBegun ? this.clock.now() : 0, row);
		if (row.kind === 'send') this.#observer?.message('sent', row.src, row.dest, row.body.type);
		else if (row.kind === 'deliver') this.#observer?.message('arrives', row.src, row.dest, row.body.type);
	}

	#change(decide: () => readonly Change[], done: FaultDone): void {
		let changes: readonly Change[];
		try {
			if (this.#closing !== undefined) throw new Error('The cluster was shut down');
			changes = decide();
		} catch (error) {
			setImmediate(done, notInjected(error));
			return;
		}
		// Both handlers, so that an error thrown by `done` itself stays an uncaught one and does not call it twice.
		this.#applyAll(changes).then(
			() => done(),
			(error: unknown) => done(notInjected(error)),
		);
	}

	/** Changes of one node are made one after another, those of different nodes at the same time. */
	async #applyAll(changes: readonly Change[]): Promise<void> {
		const nodeTasks = changes.flatMap((change) => (change.kind === 'link' ? [] : [this.#nodes.apply(change)]));
		const linkTasks = [...linksByReceiver(changes)].map(([to, links]) =>
			this.#links.run(to, () => this.#setLinks(to, links)),
		);
		const results = await Promise.allSettled([...nodeTasks, ...linkTasks]);
		const failed = results.find((result) => result.status === 'rejected');
		if (failed !== undefined) throw failed.reason;
	}

	async #setLinks(to: NodeId, links: readonly LinkChange[]): Promise<void> {
		await this.#machinery.setLinks(to, links);
		for (const { link, condition } of links) this.#record({ kind: 'link', ...link, condition });
	}

	#fail(error: Error): void {
		if (this.#closing !== undefined) return;
		this.#failure ??= error;
		for (const reject of this.#drivers) reject(error);
	}
}

function changesBetween(before: Inspection, after: Inspection): Inspection {
	const changed = Object.entries(after).filter(
		([field, value]) => JSON.stringify(before[field]) !== JSON.stringify(value),
	);
	return Object.fromEntries(changed);
}

function linksByReceiver(changes: readonly Change[]): Map<NodeId, LinkChange[]> {
	const receivers = new Map<NodeId, LinkChange[]>();
	for (const change of changes) {
		if (change.kind !== 'link') continue;
		const links = receivers.get(change.link.to);
		if (links === undefined) receivers.set(change.link.to, [change]);
		else links.push(change);
	}
	return receivers;
}

function notInjected(error: unknown): RuntimeError {
	if (error instanceof RuntimeError) return error;
	const reason = error instanceof Error ? error.message : String(error);
	return new RuntimeError('fault-not-injected', `The fault could not be changed: ${reason}`, { cause: error });
}
