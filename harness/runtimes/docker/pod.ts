import { PassThrough } from 'node:stream';
import type { Container, MountSettings } from 'dockerode';
import type { NodeId } from '../../model/index.ts';
import type { LinkCondition } from '../conditions.ts';
import { onLines } from '../host/lines.ts';
import { AgentClient, agentConfig } from './agent-client.ts';
import { delayTables, egressRemoval, egressScript } from './egress.ts';
import { type Engine, hasStatus, labelsOf, nameOf } from './engine.ts';
import { firewallScript, nodePort, proxyPort, redirectScript } from './firewall.ts';
import type { PodNetwork } from './network.ts';

export interface PodOptions {
	readonly engine: Engine;
	readonly runId: string;
	readonly id: NodeId;
	readonly address: string;
	readonly network: PodNetwork;
	/** Has `node`, `nft` and `tc`. */
	readonly keeperImage: string;
	/** Has `node`. */
	readonly nodeImage: string;
	readonly nodeArguments: readonly string[];
	/** Files of the node, as an archive to unpack at its root. */
	readonly files: Buffer;
	/** Those of the keeper: its agent. */
	readonly keeperFiles: Buffer;
	/** A string of decimal digits. */
	readonly seed: string;
	/** Whether netem delays what a pod sends; the proxy of the receiver's pod does where there is no netem. */
	readonly netem: boolean;
	/** Whether peers reach the node through a proxy, from the beginning. */
	readonly hasProxy: boolean;
	/** The addresses of the other pods. */
	readonly peers: readonly string[];
	/** The engine's volume that the node's disk is, mounted at `volumePath`. */
	readonly volume: string | undefined;
}

const pauseAttempts = 3;

/** Where a node has its disk, if it has one of its own. */
export const volumePath = '/faultline/volume';

/**
 * Two containers that share one network namespace.
 *
 * The *keeper* owns the namespace, and its agent does what breaks the network: it has NET_ADMIN and no other capability. The
 * *node* has no capability at all. The namespace is the keeper's because a container that restarts gets a new one: a node
 * that owned its own would come back from a crash with every cut silently gone.
 */
export class Pod {
	readonly #options: PodOptions;
	readonly #keeper: AgentClient;
	readonly #node: Container;
	#isShaping = false;

	private constructor(options: PodOptions, keeper: AgentClient, node: Container) {
		this.#options = options;
		this.#keeper = keeper;
		this.#node = node;
	}

	/** Creates both and starts the keeper. The node is ready to start. */
	static async create(options: PodOptions): Promise<Pod> {
		const container = await createKeeper(options);
		await container.putArchive(options.keeperFiles, { path: '/' });
		const keeper = await AgentClient.start(options.engine, container, nameOf(options.runId, options.id, 'keeper'));
		if (options.hasProxy) await keeper.run(['nft', redirectScript(options.peers)]);
		const node = await createNode(options, container);
		await node.putArchive(options.files, { path: '/' });
		return new Pod(options, keeper, node);
	}

	/** Starts the node. Resolves with what resolves to its exit code when it has died and `onLine` has got all that it wrote. */
	async startNode(onLine: (line: string) => void): Promise<{ readonly death: Promise<number> }> {
		const output = await this.#attach(onLine);
		await this.#node.start();
		return { death: this.#awaitDeath(output) };
	}

	/** The node's process, as the machine knows it; nothing when it is dead. */
	async nodePid(): Promise<number | undefined> {
		const { State: state } = await this.#node.inspect();
		return state.Running && state.Pid > 0 ? state.Pid : undefined;
	}

	/** How many processes run in the node's container. */
	async processCount(): Promise<number> {
		const { Processes: processes } = (await this.#node.top()) as { Processes: readonly unknown[] };
		return processes.length;
	}

	async killNode(): Promise<void> {
		try {
			await this.#node.kill({ signal: 'SIGKILL' });
		} catch (error) {
			// It has died by itself.
			if (!hasStatus(error, 409)) throw error;
		}
	}

	/** On a busy machine the kernel does not always stop every process within the time that the engine gives it. */
	async pauseNode(): Promise<void> {
		for (let attempt = 1; ; attempt++) {
			try {
				await this.#node.pause();
				return;
			} catch (error) {
				if (attempt === pauseAttempts || !String(error).includes('unable to freeze')) throw error;
			}
		}
	}

	async resumeNode(): Promise<void> {
		await this.#node.unpause();
	}

	/**
	 * How this pod receives what peers send: cuts, loss, and what the proxy does.
	 *
	 * @param senders by address
	 */
	async setIngress(senders: ReadonlyMap<string, LinkCondition>): Promise<void> {
		await this.#setProxy(senders);
		await this.#keeper.run(['nft', firewallScript(senders)]);
	}

	async #setProxy(senders: ReadonlyMap<string, LinkCondition>): Promise<void> {
		const { netem, hasProxy } = this.#options;
		const peers = [...senders].map(
			([address, condition]) => [address, netem ? { ...condition, delays: [] } : condition] as const,
		);
		if (hasProxy) await this.#keeper.request({ kind: 'links', peers });
		else if (peers.some(([, condition]) => needsProxy(condition))) {
			throw new Error(
				'a proxy does that to messages, which is there only in a run that has announced it (`Deployment.faults`)',
			);
		}
	}

	/**
	 * How this pod sends to its peers: bandwidth, and delays where there is netem.
	 *
	 * @param receivers by address
	 */
	async setEgress(receivers: ReadonlyMap<string, LinkCondition>): Promise<void> {
		const { netem } = this.#options;
		const script = egressScript(receivers, netem);
		const before = this.#isShaping ? [egressRemoval] : [];
		if (before.length + script.length === 0) return;
		const tables = netem ? delayTables(receivers) : new Map<string, string>();
		for (const [name, text] of tables) {
			await this.#keeper.request({ kind: 'write', path: `${tablesFolder}/${name}.dist`, text });
		}
		await this.#keeper.run(['tc', '-batch', '-'], [...before, ...script].join('\n'));
		this.#isShaping = script.length > 0;
	}

	/** Resolves at once with what resolves when the output has ended. */
	async #attach(onLine: (line: string) => void): Promise<{ readonly ended: Promise<void> }> {
		const stream = await this.#node.attach({ stream: true, stdout: true, stderr: true });
		const output = new PassThrough();
		const errors = new PassThrough();
		this.#options.engine.modem.demuxStream(stream, output, errors);
		onLines(output, onLine);
		onLines(errors, onLine);
		const ended = new Promise<void>((resolve) => {
			stream.on('end', resolve);
			stream.on('close', resolve);
			stream.on('error', () => resolve());
		});
		return { ended };
	}

	async #awaitDeath(output: { readonly ended: Promise<void> }): Promise<number> {
		const { StatusCode: exitCode } = (await this.#node.wait()) as { StatusCode: number };
		await output.ended;
		return exitCode;
	}
}

function needsProxy({ delays, duplicateProbability, reorderProbability }: LinkCondition): boolean {
	return delays.length > 0 || duplicateProbability > 0 || reorderProbability > 0;
}

/** Where `tc` finds the distributions of delays. */
const tablesFolder = '/tmp';

function createKeeper(options: PodOptions): Promise<Container> {
	const { engine, runId, id, address, network, keeperImage, hasProxy, seed } = options;
	const proxy = hasProxy ? [`--proxy-port=${proxyPort}`, `--node-port=${nodePort}`] : [];
	return engine.createContainer({
		...agentConfig([`--seed=${seed}`, ...proxy]),
		name: nameOf(runId, id, 'keeper'),
		Image: keeperImage,
		Env: [`TC_LIB_DIR=${tablesFolder}`],
		Labels: labelsOf(runId),
		HostConfig: {
			NetworkMode: network.name,
			CapDrop: ['ALL'],
			CapAdd: ['NET_ADMIN'],
			SecurityOpt: ['no-new-privileges'],
		},
		NetworkingConfig: { EndpointsConfig: { [network.name]: { IPAMConfig: { IPv4Address: address } } } },
	});
}

function volumeMount(name: string): MountSettings {
	return {
		Type: 'volume',
		Source: name,
		Target: volumePath,
		VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: '', Options: {} } },
	};
}

function createNode(options: PodOptions, keeper: Container): Promise<Container> {
	const { engine, runId, id, nodeImage, nodeArguments, volume } = options;
	return engine.createContainer({
		name: nameOf(runId, id),
		Image: nodeImage,
		Entrypoint: ['node'],
		Cmd: [...nodeArguments],
		Labels: labelsOf(runId),
		HostConfig: {
			NetworkMode: `container:${keeper.id}`,
			CapDrop: ['ALL'],
			SecurityOpt: ['no-new-privileges'],
			LogConfig: { Type: 'json-file', Config: { 'max-size': '16m' } },
			...(volume !== undefined && { Mounts: [volumeMount(volume)] }),
		},
	});
}
