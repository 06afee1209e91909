import { once } from 'node:events';
import type { Message, NodeId } from '../../model/index.ts';
import { controllerId, type InitBody } from '../host/host.ts';
import { nodeExited, nodeNotReady } from '../real/node-errors.ts';
import type { NodeLog } from '../real/node-log.ts';
import { RuntimeError } from '../runtime.ts';
import { NodeConnection } from './node-connection.ts';
import type { Pod } from './pod.ts';

export interface DockerNodeOptions {
	readonly id: NodeId;
	readonly nodes: readonly NodeId[];
	readonly address: string;
	readonly pod: Pod;
	readonly log: NodeLog;
	readonly readyTimeoutMs: number;
	readonly message: (message: Message) => void;
	readonly failed: (error: Error) => void;
	/** The engine did not say how the node died. */
	readonly engineFailed: (error: unknown) => void;
}

/** One life of the node: from a start to its death. */
interface Life {
	deathExpected: boolean;
	/** Ends the wait for `init_ok`. */
	readonly giveUp: AbortController;
	connection?: NodeConnection;
	/** Resolves when it is dead, with how it died in words. */
	readonly death: Promise<string>;
}

/** A node in its container, through all its lives. */
export class DockerNode {
	readonly log: NodeLog;
	readonly #options: DockerNodeOptions;
	#life: Life | undefined;

	constructor(options: DockerNodeOptions) {
		this.#options = options;
		this.log = options.log;
	}

	/** Resolves when the node has answered `init`; rejects with `node-not-ready` when it dies before or takes too long. */
	async start(): Promise<void> {
		const { id, pod, readyTimeoutMs, failed, engineFailed } = this.#options;
		this.log.note('start');
		const { death } = await pod.startNode((line) => this.log.write(line));
		const giveUp = new AbortController();
		const life: Life = {
			deathExpected: false,
			giveUp,
			death: death.then((exitCode) => `exited with code ${exitCode}`),
		};
		this.#life = life;
		const timeout = setTimeout(() => giveUp.abort(), readyTimeoutMs);
		const ready = this.#initialize(life, giveUp.signal).catch(() => undefined);
		const gaveUp = once(giveUp.signal, 'abort').then(() => undefined);
		try {
			const outcome = await Promise.race([ready, life.death, gaveUp]);
			if (outcome !== 'ready') throw nodeNotReady(id, outcome, readyTimeoutMs, this.log);
		} catch (error) {
			life.deathExpected = true;
			giveUp.abort();
			throw error;
		} finally {
			clearTimeout(timeout);
		}
		life.death.then((how) => {
			if (!life.deathExpected) failed(nodeExited(id, how, this.log));
		}, engineFailed);
	}

	/** SIGKILL, and wait until it is dead. */
	async kill(): Promise<void> {
		const life = this.#aliveFor('SIGKILL');
		life.deathExpected = true;
		this.log.note('SIGKILL');
		await this.#options.pod.killNode();
		await life.death;
		life.connection?.close();
		this.#life = undefined;
	}

	async pause(): Promise<void> {
		this.#aliveFor('a pause');
		this.log.note('pause');
		await this.#options.pod.pauseNode();
	}

	async resume(): Promise<void> {
		this.#aliveFor('a resume');
		this.log.note('resume');
		await this.#options.pod.resumeNode();
	}

	/** Lost when the node is down. */
	deliver(message: Message): void {
		this.#life?.connection?.send(message);
	}

	/** Whatever happens to it from now on is no failure. */
	abandon(): void {
		if (this.#life === undefined) return;
		this.#life.deathExpected = true;
		this.#life.giveUp.abort();
		this.#life.connection?.close();
	}

	async #initialize(life: Life, signal: AbortSignal): Promise<'ready'> {
		const { id, nodes, address, message, failed } = this.#options;
		let initialized = (): void => {};
		const ready = new Promise<'ready'>((resolve) => {
			initialized = () => resolve('ready');
		});
		const connection = await NodeConnection.open(
			address,
			(received) => {
				if (received.dest === controllerId && received.body.type === 'init_ok') initialized();
				else message(received);
			},
			(cause) => {
				const text = `Node ${id} broke the protocol. ${cause.message}`;
				if (!life.deathExpected) failed(new RuntimeError('program-failed', text, { node: id, cause }));
			},
			signal,
		);
		life.connection = connection;
		const init: Message<InitBody> = {
			src: controllerId,
			dest: id,
			body: { type: 'init', msg_id: 1, node_id: id, node_ids: nodes },
		};
		connection.send(init);
		return ready;
	}

	#aliveFor(what: string): Life {
		if (this.#life === undefined)
			throw new Error(`Expected node ${this.#options.id} to be up for ${what}, but it is down`);
		return this.#life;
	}
}
