import { once } from 'node:events';
import type { Message, NodeId } from '../../model/index.ts';
import type { HostFaults } from '../host/control.ts';
import { hostExitCodes } from '../host/exit.ts';
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
	/** The node has ended because its disk failed. False when nobody had asked for that. */
	readonly endedByDisk: () => boolean;
	/** Its process has begun. */
	readonly begun: () => Promise<void>;
	/** The engine did not say how the node died. */
	readonly engineFailed: (error: unknown) => void;
}

/** One life of the node: from a start to its death. */
interface Life {
	deathExpected: boolean;
	/** Ends the wait for `init_ok`. */
	readonly giveUp: AbortController;
	connection?: NodeConnection;
	/** Resolves when it is dead, with its exit code. */
	readonly death: Promise<number>;
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
	async start(faults?: HostFaults): Promise<void> {
		const { pod, readyTimeoutMs, engineFailed } = this.#options;
		this.log.note('start');
		const { death } = await pod.startNode((line) => this.log.write(line));
		const life: Life = { deathExpected: false, giveUp: new AbortController(), death };
		this.#life = life;
		await this.#options.begun();
		const timeout = setTimeout(() => life.giveUp.abort(), readyTimeoutMs);
		const ready = this.#initialize(life, faults).catch(() => undefined);
		const gaveUp = once(life.giveUp.signal, 'abort').then(() => undefined);
		try {
			const outcome = await Promise.race([ready, life.death, gaveUp]);
			if (outcome !== 'ready') throw this.#notReady(life, outcome);
		} finally {
			clearTimeout(timeout);
		}
		life.death.then((exitCode) => {
			if (!life.deathExpected) this.#died(exitCode);
		}, engineFailed);
	}

	/** SIGKILL, and wait until it is dead. False when it is dead already. */
	async kill(): Promise<boolean> {
		const life = this.#life;
		if (life === undefined) return false;
		life.deathExpected = true;
		this.#life = undefined;
		this.log.note('SIGKILL');
		await this.#options.pod.killNode();
		await life.death;
		life.giveUp.abort();
		life.connection?.close();
		return true;
	}

	/** It is about to end itself. Resolves when it has. */
	async expectDeath(): Promise<void> {
		const life = this.#life;
		if (life === undefined) return;
		life.deathExpected = true;
		this.log.note('crash in the middle of writing');
		await life.death;
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

	/** An error that says why it is not; no more is to be expected of this life. */
	#notReady(life: Life, exitCode: number | undefined): RuntimeError {
		const { id, readyTimeoutMs, endedByDisk } = this.#options;
		const wasKilled = life.deathExpected;
		life.deathExpected = true;
		life.giveUp.abort();
		if (exitCode === hostExitCodes.diskFailed && !wasKilled && endedByDisk()) this.#life = undefined;
		const how = exitCode === undefined ? undefined : wasKilled ? 'was killed' : exitedWith(exitCode);
		return nodeNotReady(id, how, readyTimeoutMs, this.log);
	}

	#died(exitCode: number): void {
		const { id, endedByDisk, failed } = this.#options;
		this.#life?.connection?.close();
		if (exitCode === hostExitCodes.diskFailed && endedByDisk()) this.#life = undefined;
		else failed(nodeExited(id, exitedWith(exitCode), this.log));
	}

	async #initialize(life: Life, faults: HostFaults | undefined): Promise<'ready'> {
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
			life.giveUp.signal,
		);
		life.connection = connection;
		const init: Message<InitBody> = {
			src: controllerId,
			dest: id,
			body: { type: 'init', msg_id: 1, node_id: id, node_ids: nodes, ...(faults !== undefined && { faults }) },
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

function exitedWith(exitCode: number): string {
	return `exited with code ${exitCode}`;
}
