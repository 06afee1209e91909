import { createServer, type Socket } from 'node:net';
import type { Message, NodeId } from '../../model/index.ts';
import { crash, hostExitCodes, logLine } from './exit.ts';
import { onLines } from './lines.ts';
import { type Address, OutgoingConnection, pingIntervalMs } from './outgoing-connection.ts';
import { parseMessage, type Transport } from './transport.ts';

/** A peer that has vanished without a word is forgotten after this. */
const deadPeerMs = 5_000;

export interface TcpTransportOptions {
	readonly id: NodeId;
	readonly port: number;
	/** The other nodes. */
	readonly peers: ReadonlyMap<NodeId, Address>;
}

/**
 * JSON lines over TCP. Whoever connects says who it is (`hello n1`) and then sends messages. A peer's connection carries its
 * messages to this node and nothing back but answers to `ping`. The controller's carries the messages of all its clients, and
 * what is sent to them.
 */
export function tcpTransport(options: TcpTransportOptions): Transport {
	const outgoing = new Map(
		[...options.peers].map(([peer, address]) => [peer, new OutgoingConnection(address, options.id)]),
	);
	const clients = new Clients();
	let deliver: (message: Message) => void = () => {};
	return {
		async open(receive) {
			deliver = receive;
			await listen(options, (message, socket) => {
				if (!options.peers.has(message.src)) clients.add(message.src, socket);
				receive(message);
			});
			setInterval(() => {
				const now = performance.now();
				for (const connection of outgoing.values()) connection.tick(now);
			}, pingIntervalMs);
		},
		send(message) {
			const line = `${JSON.stringify(message)}\n`;
			const peer = outgoing.get(message.dest);
			if (peer !== undefined) peer.send(line);
			else if (message.dest === options.id) setImmediate(() => deliver(JSON.parse(line) as Message));
			else clients.send(message.dest, line);
		},
		setPatience(patience) {
			for (const [peer, connection] of outgoing) connection.setPatience(patience[peer] ?? 0);
		},
	};
}

/** On which connection each client was last heard. */
class Clients {
	readonly #sockets = new Map<string, Socket>();

	add(client: string, socket: Socket): void {
		this.#sockets.set(client, socket);
	}

	send(client: string, line: string): void {
		this.#sockets.get(client)?.write(line);
	}
}

function listen(options: TcpTransportOptions, receive: (message: Message, socket: Socket) => void): Promise<void> {
	const server = createServer({ noDelay: true }, (socket) => accept(options, socket, receive));
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port, '0.0.0.0', resolve);
	});
}

function accept(
	options: TcpTransportOptions,
	socket: Socket,
	receive: (message: Message, socket: Socket) => void,
): void {
	let name: string | undefined;
	socket.on('error', () => {});
	onLines(socket, (line) => {
		if (line === 'ping') socket.write('pong\n');
		else if (line.startsWith('hello ')) {
			name = line.slice('hello '.length);
			if (options.peers.has(name)) socket.setTimeout(deadPeerMs, () => socket.destroy());
		} else {
			const message = parseFrom(name, line);
			if (message !== undefined) receive(message, socket);
			else socket.destroy();
		}
	});
}

function parseFrom(name: string | undefined, line: string): Message | undefined {
	try {
		return parseMessage(line);
	} catch (error) {
		if (name === 'controller') crash(hostExitCodes.protocol, 'the controller sent no message', error);
		logLine(`tcp: dropped the connection of ${name ?? 'a stranger'}: ${(error as Error).message}`);
		return undefined;
	}
}
