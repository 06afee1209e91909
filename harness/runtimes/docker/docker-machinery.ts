import type { Link, Message, NodeId } from '../../model/index.ts';
import type { LinkCondition } from '../conditions.ts';
import type { ControlBody, HostFaults, Patience } from '../host/control.ts';
import { controllerId } from '../host/host.ts';
import { within } from '../real/deadline.ts';
import type { LinkChange, Machinery, MachineryEvents } from '../real/machinery.ts';
import { logNotWritten } from '../real/node-errors.ts';
import { NodeLog } from '../real/node-log.ts';
import { TaskQueues } from '../real/task-queues.ts';
import { type Deployment, RuntimeError } from '../runtime.ts';
import { DockerNode } from './docker-node.ts';
import { type Engine, nameOf, ping } from './engine.ts';
import { watchEngine } from './engine-watch.ts';
import { nodePort } from './firewall.ts';
import { createNetwork, type PodNetwork } from './network.ts';
import { patienceFor } from './patience.ts';
import { type DelayMethod, Pod } from './pod.ts';
import { removeRun } from './removal.ts';

/** After this a shutdown gives up. */
const removalTimeoutMs = 30_000;

export interface DockerMachineryOptions {
	readonly engine: Engine;
	readonly deployment: Deployment;
	readonly keeperImage: string;
	readonly nodeImage: string;
	/** What Node.js is started with, without what differs from node to node. */
	readonly hostArguments: readonly string[];
	/** Of a node, and of what keeps it. */
	readonly files: Buffer;
	readonly keeperFiles: Buffer;
	readonly delays: DelayMethod;
	readonly readyTimeoutMs: number;
	readonly events: MachineryEvents;
}

/** The pods of one run and the network between them. */
export class DockerMachinery implements Machinery {
	readonly #options: DockerMachineryOptions;
	readonly #pods = new Map<NodeId, { readonly pod: Pod; readonly node: DockerNode }>();
	readonly #logs: ReadonlyMap<NodeId, NodeLog>;
	readonly #addresses = new Map<NodeId, string>();
	/** Of each link, by the node at one end and the address of the other. */
	readonly #ingress = new Map<NodeId, Map<string, LinkCondition>>();
	readonly #egress = new Map<NodeId, Map<string, LinkCondition>>();
	/** What a node sends is changed by all whom it sends to. */
	readonly #egressTasks = new TaskQueues();
	readonly #endWatch: () => void;
	#creating: Promise<unknown> = Promise.resolve();
	#disposing = false;

	constructor(options: DockerMachineryOptions) {
		const { deployment, events, engine } = options;
		this.#options = options;
		this.#logs = new Map(
			deployment.nodes.map((id) => [
				id,
				new NodeLog(id, deployment.directory, (error) => events.failed(logNotWritten(id, error))),
			]),
		);
		this.#endWatch = watchEngine(engine, (error) => this.#engineDied(error));
	}

	async startAll(): Promise<void> {
		const network = createNetwork(this.#options.engine, this.#options.deployment.runId);
		this.#creating = network;
		const { nodes } = this.#options.deployment;
		const podNetwork = await network;
		for (const [index, id] of nodes.entries()) this.#addresses.set(id, podNetwork.addressOf(index));
		const created = nodes.map((id) => this.#createNode(id, podNetwork));
		this.#creating = Promise.allSettled(created);
		await Promise.all(created);
	}

	kill(node: NodeId): Promise<void> {
		return this.#node(node).kill();
	}

	start(node: NodeId, faults?: HostFaults): Promise<void> {
		const patience = this.#patienceOf(node);
		return this.#node(node).start(Object.keys(patience).length === 0 ? faults : { ...faults, patience });
	}

	interruptStart(node: NodeId): Promise<void> {
		return this.#node(node).kill();
	}

	expectDeath(node: NodeId, order: () => void): Promise<void> {
		return this.#node(node).expectDeath(order);
	}

	pause(node: NodeId): Promise<void> {
		return this.#node(node).pause();
	}

	resume(node: NodeId): Promise<void> {
		return this.#node(node).resume();
	}

	async setLinks(to: NodeId, changes: readonly LinkChange[]): Promise<void> {
		for (const { link, condition } of changes) {
			entryOf(this.#ingress, to).set(this.#addressOf(link.from), condition);
			entryOf(this.#egress, link.from).set(this.#addressOf(to), condition);
		}
		const senders = [...new Set(changes.map(({ link }) => link.from))];
		for (const from of senders) this.#tellPatience(from);
		await Promise.all([
			this.#pods.get(to)?.pod.setIngress(entryOf(this.#ingress, to)),
			...senders.map((from) =>
				this.#egressTasks.run(from, async () => this.#pods.get(from)?.pod.setEgress(entryOf(this.#egress, from))),
			),
		]);
	}

	send(message: Message): void {
		this.#pods.get(message.dest)?.node.deliver(message);
	}

	logTail(node: NodeId, lines: number): readonly string[] {
		return this.#logs.get(node)?.tail(lines) ?? [];
	}

	async dispose(): Promise<void> {
		this.#disposing = true;
		this.#endWatch();
		for (const { node } of this.#pods.values()) node.abandon();
		try {
			await this.#removeEverything();
		} finally {
			await Promise.all([...this.#logs.values()].map((log) => log.close()));
		}
	}

	async #createNode(id: NodeId, network: PodNetwork): Promise<void> {
		const { engine, deployment, keeperImage, nodeImage, hostArguments, files, keeperFiles, delays } = this.#options;
		const { readyTimeoutMs, events } = this.#options;
		const address = this.#addressOf(id);
		const peers = deployment.nodes.filter((other) => other !== id);
		const pod = await Pod.create({
			engine,
			runId: deployment.runId,
			id,
			address,
			network,
			keeperImage,
			nodeImage,
			nodeArguments: [
				...hostArguments,
				`--id=${id}`,
				`--port=${nodePort}`,
				...peers.map((peer) => `--peer=${peer}=${this.#addressOf(peer)}:${nodePort}`),
			],
			files,
			keeperFiles,
			delays,
			seed: deployment.seed,
			peers: peers.map((peer) => this.#addressOf(peer)),
		});
		const node = new DockerNode({
			id,
			nodes: deployment.nodes,
			address,
			pod,
			log: this.#logs.get(id) as NodeLog,
			readyTimeoutMs,
			message: events.message,
			failed: events.failed,
			endedByDisk: () => events.endedByDisk(id),
			engineFailed: (error) => this.#engineDied(error),
		});
		this.#pods.set(id, { pod, node });
		if (this.#disposing) throw new Error('The cluster was shut down while it was deployed');
		await node.start();
	}

	async #removeEverything(): Promise<void> {
		const { engine, deployment } = this.#options;
		try {
			await ping(engine);
			await within(
				removalTimeoutMs,
				Promise.resolve(this.#creating)
					.catch(() => {})
					.then(() => removeRun(engine, deployment.runId)),
				() => new Error(`not done after ${removalTimeoutMs} ms`),
			);
		} catch (cause) {
			throw new RuntimeError(
				'engine-died',
				`The containers and the network \`${nameOf(deployment.runId)}\` could not be removed: ${(cause as Error).message}. The next faultline command removes them once an engine answers again.`,
				{ cause },
			);
		}
	}

	#engineDied(cause: unknown): void {
		if (this.#disposing) return;
		const message = `The Docker engine has died or does not answer any more: ${(cause as Error).message}`;
		this.#options.events.failed(new RuntimeError('engine-died', message, { cause }));
	}

	/** A sender has to know how slow its links are, or it would give up on them. */
	#tellPatience(node: NodeId): void {
		const body: ControlBody = { type: 'control', patience: this.#patienceOf(node) };
		this.#pods.get(node)?.node.deliver({ src: controllerId, dest: node, body });
	}

	#patienceOf(node: NodeId): Patience {
		const receivers = entryOf(this.#egress, node);
		const entries = this.#options.deployment.nodes.map((peer) => {
			const condition = receivers.get(this.#addressOf(peer));
			return [peer, condition === undefined ? 0 : patienceFor(condition)] as const;
		});
		return Object.fromEntries(entries.filter(([, ms]) => ms > 0));
	}

	#node(id: NodeId): DockerNode {
		const found = this.#pods.get(id);
		if (found === undefined)
			throw new Error(`Expected one of the nodes ${[...this.#pods.keys()].join(', ')}, got ${id}`);
		return found.node;
	}

	#addressOf(id: Link['from']): string {
		const address = this.#addresses.get(id);
		if (address === undefined)
			throw new Error(`Expected one of the nodes ${[...this.#addresses.keys()].join(', ')}, got ${id}`);
		return address;
	}
}

function entryOf<K, V>(maps: Map<K, Map<string, V>>, key: K): Map<string, V> {
	let entry = maps.get(key);
	if (entry === undefined) {
		entry = new Map();
		maps.set(key, entry);
	}
	return entry;
}
