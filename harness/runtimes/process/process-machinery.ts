import { join } from 'node:path';
import type { Message, NodeId } from '../../model/index.ts';
import type { HostFaults } from '../host/control.ts';
import type { LinkChange, Machinery, MachineryEvents } from '../real/machinery.ts';
import { logNotWritten } from '../real/node-errors.ts';
import { NodeLog } from '../real/node-log.ts';
import type { Deployment } from '../runtime.ts';
import { NodeProcess } from './node-process.ts';
import { ProcessNetwork } from './process-network.ts';
import { RunState } from './run-state.ts';

export interface ProcessMachineryOptions {
	readonly deployment: Deployment;
	/** What Node.js is started with: the host's file and its options. */
	readonly hostArguments: readonly string[];
	readonly readyTimeoutMs: number;
	readonly events: MachineryEvents;
}

/** The child processes of one run and the network between them. */
export class ProcessMachinery implements Machinery {
	readonly #nodes: ReadonlyMap<NodeId, NodeProcess>;
	readonly #logs: readonly NodeLog[];
	readonly #network: ProcessNetwork;
	readonly #state: RunState;

	constructor({ deployment, hostArguments, readyTimeoutMs, events }: ProcessMachineryOptions) {
		const state = RunState.create(deployment.runId);
		const nodes = new Map<NodeId, NodeProcess>();
		const network = new ProcessNetwork({
			seed: deployment.seed,
			isNode: (name) => nodes.has(name),
			deliver: (message) => nodes.get(message.dest)?.deliver(message) ?? false,
			leave: (message) => events.message(message),
			record: (kind, message) => events.record({ kind, ...message }),
		});
		for (const id of deployment.nodes) {
			const log = new NodeLog(id, deployment.directory, (error) => events.failed(logNotWritten(id, error)));
			const node = new NodeProcess({
				id,
				nodes: deployment.nodes,
				hostArguments: [...hostArguments, `--data=${join(state.dataDirectory, id)}`],
				readyTimeoutMs,
				log,
				spawned: (pid) => state.recordProcess(pid),
				message: (message) => network.route(message),
				endedByDisk: () => events.endedByDisk(id),
				failed: (error) => events.failed(error),
			});
			nodes.set(id, node);
		}
		this.#nodes = nodes;
		this.#logs = [...nodes.values()].map((node) => node.log);
		this.#network = network;
		this.#state = state;
	}

	async startAll(): Promise<void> {
		await Promise.all([...this.#nodes.values()].map((node) => node.start()));
	}

	kill(node: NodeId): Promise<void> {
		return this.#node(node).kill();
	}

	start(node: NodeId, faults?: HostFaults): Promise<void> {
		return this.#node(node).start(faults);
	}

	interruptStart(node: NodeId): Promise<void> {
		return this.#node(node).kill();
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

	async setLinks(_to: NodeId, changes: readonly LinkChange[]): Promise<void> {
		for (const { link, condition } of changes) this.#network.setCondition(link, condition);
	}

	send(message: Message): void {
		this.#network.route(message);
	}

	logTail(node: NodeId, lines: number): readonly string[] {
		return this.#node(node).log.tail(lines);
	}

	async dispose(): Promise<void> {
		this.#network.close();
		await Promise.all([...this.#nodes.values()].map((node) => node.kill()));
		await Promise.all(this.#logs.map((log) => log.close()));
		this.#state.remove();
	}

	#node(id: NodeId): NodeProcess {
		const node = this.#nodes.get(id);
		if (node === undefined)
			throw new Error(`Expected one of the nodes ${[...this.#nodes.keys()].join(', ')}, got ${id}`);
		return node;
	}
}
