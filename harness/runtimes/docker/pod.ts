import { PassThrough } from 'node:stream';
import type { Container } from 'dockerode';
import type { NodeId } from '../../model/index.ts';
import type { LinkCondition } from '../conditions.ts';
import { onLines } from '../host/lines.ts';
import { type Engine, labelsOf, nameOf } from './engine.ts';
import { firewallScript } from './firewall.ts';
import type { PodNetwork } from './network.ts';

export interface PodOptions {
	readonly engine: Engine;
	readonly runId: string;
	readonly id: NodeId;
	readonly address: string;
	readonly network: PodNetwork;
	/** Has `nft` and `sleep`. */
	readonly keeperImage: string;
	/** Has `node`. */
	readonly nodeImage: string;
	readonly nodeArguments: readonly string[];
	/** Files of the node, as an archive to unpack at its root. */
	readonly files: Buffer;
}

/**
 * Two containers that share one network namespace.
 *
 * The *keeper* sleeps, owns the namespace, and is where `nft` runs: it has NET_ADMIN and no other capability. The *node* has no
 * capability at all. The namespace is the keeper's because a container that restarts gets a new one: a node that owned its
 * own would come back from a crash with every cut silently gone.
 */
export class Pod {
	readonly #options: PodOptions;
	readonly #keeper: Container;
	readonly #node: Container;

	private constructor(options: PodOptions, keeper: Container, node: Container) {
		this.#options = options;
		this.#keeper = keeper;
		this.#node = node;
	}

	/** Creates both and starts the keeper. The node is ready to start. */
	static async create(options: PodOptions): Promise<Pod> {
		const keeper = await createKeeper(options);
		await keeper.start();
		const node = await createNode(options, keeper);
		await node.putArchive(options.files, { path: '/' });
		return new Pod(options, keeper, node);
	}

	/** Starts the node. Resolves with what resolves to its exit code when it has died and `onLine` has got all that it wrote. */
	async startNode(onLine: (line: string) => void): Promise<{ readonly death: Promise<number> }> {
		const output = await this.#attach(onLine);
		await this.#node.start();
		return { death: this.#awaitDeath(output) };
	}

	async killNode(): Promise<void> {
		await this.#node.kill({ signal: 'SIGKILL' });
	}

	async pauseNode(): Promise<void> {
		await this.#node.pause();
	}

	async resumeNode(): Promise<void> {
		await this.#node.unpause();
	}

	/** @param senders by address */
	async setFirewall(senders: ReadonlyMap<string, LinkCondition>): Promise<void> {
		await this.#execute(['nft', firewallScript(senders)]);
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

	/** Runs a program in the keeper; rejects with what it wrote when it fails. */
	async #execute(command: string[]): Promise<void> {
		const exec = await this.#keeper.exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
		const stream = await exec.start({ Detach: false });
		const output = new PassThrough();
		let written = '';
		onLines(output, (line) => {
			written += `${line}\n`;
		});
		this.#options.engine.modem.demuxStream(stream, output, output);
		await new Promise<void>((resolve, reject) => {
			stream.on('end', resolve);
			stream.on('error', reject);
		});
		const { ExitCode: exitCode } = await exec.inspect();
		if (exitCode !== 0) {
			throw new Error(`\`${command[0]}\` in the pod of ${this.#options.id} exited with code ${exitCode}: ${written}`);
		}
	}
}

function createKeeper({ engine, runId, id, address, network, keeperImage }: PodOptions): Promise<Container> {
	return engine.createContainer({
		name: nameOf(runId, id, 'keeper'),
		Image: keeperImage,
		Entrypoint: ['/bin/sleep'],
		Cmd: ['infinity'],
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

function createNode(options: PodOptions, keeper: Container): Promise<Container> {
	const { engine, runId, id, nodeImage, nodeArguments } = options;
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
		},
	});
}
