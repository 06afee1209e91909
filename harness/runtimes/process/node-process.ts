import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Message, MessageBody, NodeId } from '../../model/index.ts';
import type { HostFaults } from '../host/control.ts';
import { hostExitCodes } from '../host/exit.ts';
import { controllerId, type InitBody } from '../host/host.ts';
import { onLines } from '../host/lines.ts';
import { parseMessage } from '../host/transport.ts';
import { nodeExited, nodeNotReady } from '../real/node-errors.ts';
import type { NodeLog } from '../real/node-log.ts';
import { isStopped } from '../real/process-identity.ts';
import { RuntimeError } from '../runtime.ts';

export interface NodeProcessOptions {
	readonly id: NodeId;
	readonly nodes: readonly NodeId[];
	readonly hostArguments: readonly string[];
	readonly readyTimeoutMs: number;
	readonly log: NodeLog;
	readonly spawned: (pid: number) => void;
	/** A message that the node sent, whoever it is for. */
	readonly message: (message: Message) => void;
	/** Its disk failed. False when nobody has made it fail. */
	readonly endedByDisk: () => boolean;
	/** The node exited by itself, or does not speak the protocol. */
	readonly failed: (error: RuntimeError) => void;
}

type Child = ReturnType<typeof spawn>;

/** One life of the node: from a start to its death. */
interface Life {
	readonly child: Child;
	/** Its death is ours, or nobody's business any more. */
	deathExpected: boolean;
	/** It has answered `init`. */
	ready: boolean;
	/** Resolves when it is dead and its output has been read, with how it died in words. */
	readonly death: Promise<Death>;
}

interface Death {
	/** `exited with code 1` */
	readonly how: string;
	readonly byDisk: boolean;
}

/** A node as a child process, through all its lives. */
export class NodeProcess {
	readonly log: NodeLog;
	readonly #options: NodeProcessOptions;
	#life: Life | undefined;

	constructor(options: NodeProcessOptions) {
		this.#options = options;
		this.log = options.log;
	}

	/** Resolves when the node has answered `init`; rejects with `node-not-ready` when it dies before or takes too long. */
	async start(faults?: HostFaults): Promise<void> {
		this.log.note('start');
		const child = spawn(this.#options.hostArguments);
		if (child.pid !== undefined) this.#options.spawned(child.pid);
		const life: Life = { child, deathExpected: false, ready: false, death: child.then(describeDeath) };
		this.#life = life;
		const initialized = this.#readOutput(life);
		writeTo(child, this.#init(faults));
		const outcome = await Promise.race([initialized, life.death, sleep(this.#options.readyTimeoutMs, undefined)]);
		if (outcome !== 'ready' || life.deathExpected) {
			const killed = life.deathExpected;
			life.deathExpected = true;
			child.kill('SIGKILL');
			const how = killed ? 'was killed' : outcome === 'ready' ? undefined : outcome?.how;
			if (!killed && typeof outcome === 'object' && outcome.byDisk) this.#options.endedByDisk();
			throw nodeNotReady(this.#options.id, how, this.#options.readyTimeoutMs, this.log);
		}
		life.ready = true;
		life.death.then(
			(death) => {
				if (!life.deathExpected) this.#died(death);
			},
			() => {},
		);
	}

	#died({ how, byDisk }: Death): void {
		const { id, endedByDisk, failed } = this.#options;
		if (byDisk && endedByDisk()) this.#life = undefined;
		else failed(nodeExited(id, how, this.log));
	}

	/** It is about to end itself. Resolves when it has. */
	async expectDeath(): Promise<void> {
		const life = this.#life;
		if (life === undefined) return;
		life.deathExpected = true;
		this.log.note('crash in the middle of writing');
		await life.death;
	}

	/** SIGKILL, and wait until it is dead. Nothing when it is dead already. */
	async kill(): Promise<void> {
		const life = this.#life;
		if (life === undefined) return;
		life.deathExpected = true;
		this.#life = undefined;
		this.log.note('SIGKILL');
		life.child.kill('SIGKILL');
		await life.death;
	}

	async pause(): Promise<void> {
		this.log.note('pause');
		const pid = this.#signal('SIGSTOP');
		while (isStopped(pid) === false) await sleep(1);
	}

	async resume(): Promise<void> {
		this.log.note('resume');
		this.#signal('SIGCONT');
	}

	/** False when the node is down. While it is paused, messages wait in its stdin. */
	deliver(message: Message): boolean {
		if (!this.#life?.ready) return false;
		writeTo(this.#life.child, message);
		return true;
	}

	/** Resolves with `ready` when `init_ok` arrives. */
	#readOutput(life: Life): Promise<'ready'> {
		const { child } = life;
		onLines(child.stderr, (line) => this.log.write(line));
		return new Promise((resolve) => {
			onLines(child.stdout, (line) => {
				const message = this.#parse(life, line);
				if (message === undefined) return;
				if (message.dest !== controllerId || message.body.type !== 'init_ok') this.#options.message(message);
				else {
					// At once, for the messages that come next may be answered already.
					life.ready = true;
					resolve('ready');
				}
			});
		});
	}

	#parse(life: Life, line: string): Message | undefined {
		try {
			const message = parseMessage(line);
			if (message.src === this.#options.id) return message;
			throw new Error(`Expected messages from ${this.#options.id} alone, got one from ${message.src}`);
		} catch (cause) {
			if (life.deathExpected) return undefined;
			const { id } = this.#options;
			const message = `Node ${id} broke the protocol on its stdout. ${(cause as Error).message}`;
			this.#options.failed(new RuntimeError('program-failed', message, { node: id, cause }));
			return undefined;
		}
	}

	#init(faults?: HostFaults): Message<InitBody> {
		const { id, nodes } = this.#options;
		const body: InitBody = { type: 'init', msg_id: 1, node_id: id, node_ids: nodes, ...(faults && { faults }) };
		return { src: controllerId, dest: id, body };
	}

	#signal(signal: 'SIGSTOP' | 'SIGCONT'): number {
		const pid = this.#life?.child.pid;
		if (pid === undefined || !this.#life?.child.kill(signal)) {
			throw new Error(`Expected node ${this.#options.id} to be up for ${signal}, but it is down`);
		}
		return pid;
	}
}

function spawn(hostArguments: readonly string[]) {
	return execa(process.execPath, hostArguments, {
		stdin: 'pipe',
		stdout: 'pipe',
		stderr: 'pipe',
		buffer: false,
		reject: false,
		// Without the debugger's or a test runner's options of this process.
		env: { NODE_OPTIONS: '' },
	});
}

function describeDeath(result: {
	readonly exitCode?: number | undefined;
	readonly signal?: string | undefined;
	readonly originalMessage?: string | undefined;
}): Death {
	return { how: howItDied(result), byDisk: result.exitCode === hostExitCodes.diskFailed };
}

function howItDied({ exitCode, signal, originalMessage }: Parameters<typeof describeDeath>[0]): string {
	if (exitCode !== undefined) return `exited with code ${exitCode}`;
	if (signal !== undefined) return `was ended by ${signal}`;
	return `could not be started (${originalMessage ?? 'for no known reason'})`;
}

function writeTo(child: Child, message: Message<MessageBody>): void {
	// It may die at any time: what is written to it then is lost, as every message to a dead node.
	if (child.stdin.listenerCount('error') === 0) child.stdin.on('error', () => {});
	if (child.stdin.writable) child.stdin.write(`${JSON.stringify(message)}\n`);
}
