import type { Link, Message, NodeId } from '../../model/index.ts';
import type { ClockCondition, DiskCondition } from '../conditions.ts';
import type { ControlBody, HostFaults } from '../host/control.ts';
import { controllerId } from '../host/host.ts';
import { within } from '../real/deadline.ts';
import type { LinkChange, Machinery, MachineryEvents } from '../real/machinery.ts';
import { logNotWritten } from '../real/node-errors.ts';
import { NodeLog } from '../real/node-log.ts';
import { type Deployment, RuntimeError } from '../runtime.ts';
import { DockerNode } from './docker-node.ts';
import { type Engine, nameOf, ping } from './engine.ts';
import { watchEngine } from './engine-watch.ts';
import { nodePort } from './firewall.ts';
import { createNetwork, type PodNetwork } from './network.ts';
import { NodeDisks } from './node-disks.ts';
import { Pod, volumePath } from './pod.ts';
import { PodLinks } from './pod-links.ts';
import { ProgramClocks } from './program-clocks.ts';
import { removeRun } from './removal.ts';
import { Warden } from './warden.ts';

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
	/** Whether the kernel can delay packets. */
	readonly netem: boolean;
	readonly readyTimeoutMs: number;
	readonly events: MachineryEvents;
}

/** The pods of one run and the network between them. */
export class DockerMachinery implements Machinery {
	readonly #options: DockerMachineryOptions;
	readonly #pods = new Map<NodeId, { readonly pod: Pod; readonly node: DockerNode }>();
	readonly #logs: ReadonlyMap<NodeId, NodeLog>;
	readonly #addresses = new Map<NodeId, string>();
	readonly #links: PodLinks;
	readonly #warden: Warden;
	readonly #disks: NodeDisks;
	readonly #clocks: ProgramClocks;
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
		this.#links = new PodLinks({
			addresses: this.#addresses,
			podOf: (node) => this.#pods.get(node)?.pod,
			tellPatience: (node, patience) => this.#tell(node, { type: 'control', patience }),
		});
		const { runId, program } = deployment;
		this.#warden = new Warden({ engine, runId, image: options.keeperImage, files: options.keeperFiles });
		this.#disks = new NodeDisks({
			engine,
			runId,
			warden: this.#warden,
			expectedFaults: deployment.faults ?? [],
			note: (node, text) => this.#logs.get(node)?.note(text),
		});
		this.#clocks = new ProgramClocks({ warden: this.#warden, mayHavePrograms: program.module !== undefined });
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

	async kill(node: NodeId): Promise<void> {
		await this.#node(node).kill();
		this.#disks.died(node);
		await this.#disks.failPower(node);
	}

	start(node: NodeId, faults?: HostFaults): Promise<void> {
		const patience = this.#links.patienceOf(node);
		return this.#node(node).start(Object.keys(patience).length === 0 ? faults : { ...faults, patience });
	}

	async interruptStart(node: NodeId): Promise<void> {
		await this.#node(node).kill();
	}

	expectDeath(node: NodeId): Promise<unknown> {
		return this.#node(node).expectDeath();
	}

	pause(node: NodeId): Promise<void> {
		return this.#node(node).pause();
	}

	resume(node: NodeId): Promise<void> {
		return this.#node(node).resume();
	}

	setLinks(to: NodeId, changes: readonly LinkChange[]): Promise<void> {
		return this.#links.set(to, changes);
	}

	async setProgramClocks(node: NodeId, condition: ClockCondition): Promise<void> {
		const pod = this.#pods.get(node)?.pod;
		if (pod !== undefined) await this.#clocks.set(node, pod, condition);
	}

	setDisk(node: NodeId, condition: DiskCondition): Promise<DiskCondition> {
		return this.#disks.set(node, condition, async () => {
			if (await this.#node(node).kill()) this.#endedByDisk(node);
		});
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
		await this.#warden.close();
		try {
			await this.#removeEverything();
		} finally {
			await Promise.all([...this.#logs.values()].map((log) => log.close()));
		}
	}

	async #createNode(id: NodeId, network: PodNetwork): Promise<void> {
		const { deployment, readyTimeoutMs, events } = this.#options;
		const address = this.#addressOf(id);
		const peers = deployment.nodes.filter((other) => other !== id);
		const volume = await this.#disks.create(id);
		const pod = await Pod.create({
			...this.#options,
			runId: deployment.runId,
			id,
			address,
			network,
			nodeArguments: [
				...this.#options.hostArguments,
				`--data=${volume === undefined ? '/faultline' : volumePath}/data`,
				`--id=${id}`,
				`--port=${nodePort}`,
				...peers.map((peer) => `--peer=${peer}=${this.#addressOf(peer)}:${nodePort}`),
			],
			seed: deployment.seed,
			hasProxy: mayNeedProxy(deployment, this.#options.netem),
			peers: peers.map((peer) => this.#addressOf(peer)),
			volume,
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
			endedByDisk: () => this.#endedByDisk(id),
			begun: () => this.#begun(id, pod),
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

	#tell(node: NodeId, body: ControlBody): void {
		this.#pods.get(node)?.node.deliver({ src: controllerId, dest: node, body });
	}

	async #begun(node: NodeId, pod: Pod): Promise<void> {
		const pid = await pod.nodePid();
		if (pid === undefined) return;
		await this.#disks.begun(node, pid);
		await this.#clocks.begun(node, pod, pid);
	}

	#endedByDisk(node: NodeId): boolean {
		this.#disks.died(node);
		return this.#options.events.endedByDisk(node);
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

/** What the kernel cannot do to messages, a proxy in each pod can: one that has to be there before nodes connect. */
function mayNeedProxy({ faults }: Deployment, netem: boolean): boolean {
	if (faults === undefined) return true;
	return faults.some((kind) => kind === 'duplicate' || kind === 'reorder' || (kind === 'delay' && !netem));
}
