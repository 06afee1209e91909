import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../../model/index.ts';
import { controllerId } from '../host/host.ts';
import { onLines } from '../host/lines.ts';
import { parseMessage } from '../host/transport.ts';
import { nodePort } from './firewall.ts';

const retryMs = 20;
const connectTimeoutMs = 1_000;

/** The controller's connection to one life of a node, for the messages of all clients. */
export class NodeConnection {
	readonly #socket: Socket;

	private constructor(socket: Socket) {
		this.#socket = socket;
	}

	/** Tries until the node listens, or `signal` says to give up. */
	static async open(
		address: string,
		receive: (message: Message) => void,
		failed: (error: Error) => void,
		signal: AbortSignal,
	): Promise<NodeConnection> {
		const socket = await dial(address, signal);
		socket.on('error', () => {});
		socket.write(`hello ${controllerId}\n`);
		onLines(socket, (line) => {
			try {
				receive(parseMessage(line));
			} catch (error) {
				failed(error as Error);
			}
		});
		return new NodeConnection(socket);
	}

	send(message: Message): void {
		if (this.#socket.writable) this.#socket.write(`${JSON.stringify(message)}\n`);
	}

	close(): void {
		this.#socket.destroy();
	}
}

async function dial(address: string, signal: AbortSignal): Promise<Socket> {
	for (;;) {
		signal.throwIfAborted();
		const socket = connect({ host: address, port: nodePort, noDelay: true });
		try {
			await once(socket, 'connect', { signal: AbortSignal.any([signal, AbortSignal.timeout(connectTimeoutMs)]) });
			return socket;
		} catch {
			socket.on('error', () => {});
			socket.destroy();
			await sleep(retryMs, undefined, { signal });
		}
	}
}
