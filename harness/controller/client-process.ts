import type { Client, ClientContext, Completion, CreateClient, Invocation, Message, NodeId } from '../model/index.ts';
import type { Clock, Cluster } from '../runtimes/runtime.ts';
import type { Load } from './load.ts';

export interface ClientEnvironment {
	readonly cluster: Cluster;
	readonly create: CreateClient;
	readonly operationTimeoutMs: number;
	readonly concurrency: number;
	readonly load: Load;
}

/** One process of the history: a client of the system, and the limit on how long an operation may take. */
export class ClientProcess {
	readonly #client: Client;
	readonly #environment: ClientEnvironment;
	readonly #timers: Timers;
	readonly #disconnect: () => void;
	/** Ends the open operation. */
	#giveUp: (error: string) => void = () => {};
	#closed = false;

	constructor(process: number, environment: ClientEnvironment) {
		const { cluster, operationTimeoutMs } = environment;
		this.#environment = environment;
		this.#timers = new Timers(cluster.clock);
		const id = `c${process}`;
		const connection = cluster.connect(id, (message) => this.#hear(message, process));
		this.#disconnect = () => connection.close();
		const context: ClientContext = {
			id,
			process,
			nodes: cluster.nodes,
			home: cluster.nodes[process % cluster.nodes.length] as NodeId,
			random: cluster.random(`client:${process}`),
			operationTimeoutMs,
			send: (dest, body) => connection.send(dest, body),
			setTimer: (name, delayMs, then) => this.#timers.set(name, delayMs * 1e6, then),
			cancelTimer: (name) => this.#timers.cancel(name),
			now: () => cluster.clock.now() / 1e6,
		};
		this.#client = environment.create(context);
	}

	/** It dies: nobody knows what becomes of the operation that it has open. */
	crash(): void {
		this.#giveUp('the client crashed');
	}

	/** Calls `complete` exactly once: with the client's answer, or with `info` when that did not come in time. */
	invoke(invocation: Invocation, complete: (completion: Completion) => void): void {
		const { cluster, operationTimeoutMs } = this.#environment;
		let open = true;
		const finish = (completion: Completion): void => {
			if (!open) return;
			open = false;
			cancelLimit();
			complete(completion);
		};
		const cancelLimit = cluster.clock.setTimer(operationTimeoutMs * 1e6, () =>
			this.#giveUp(`no answer within ${operationTimeoutMs} ms`),
		);
		this.#giveUp = (error) => finish({ type: 'info', error });
		this.#client.invoke(invocation, finish);
	}

	close(): void {
		this.#closed = true;
		this.#timers.clear();
		this.#client.close?.();
		this.#disconnect();
	}

	/** A slow client hears of what has arrived only later. */
	#hear(message: Message, process: number): void {
		const { load, concurrency, cluster } = this.#environment;
		const delay = load.answerDelay(process % concurrency);
		if (delay === 0) this.#client.receive(message);
		else cluster.clock.setTimer(delay, () => !this.#closed && this.#client.receive(message));
	}
}

/** Named timers over a clock. */
class Timers {
	readonly #clock: Clock;
	readonly #cancels = new Map<string, () => void>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	set(name: string, delayNanos: number, then: () => void): void {
		this.cancel(name);
		const cancel = this.#clock.setTimer(delayNanos, () => {
			this.#cancels.delete(name);
			then();
		});
		this.#cancels.set(name, cancel);
	}

	cancel(name: string): void {
		this.#cancels.get(name)?.();
		this.#cancels.delete(name);
	}

	clear(): void {
		for (const name of [...this.#cancels.keys()]) this.cancel(name);
	}
}
