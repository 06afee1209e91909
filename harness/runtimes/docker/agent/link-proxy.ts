import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Random } from '../../../model/index.ts';
import { healthyLink, type LinkCondition } from '../../conditions.ts';
import { Wire } from './wire.ts';

export interface LinkProxyOptions {
	/** Where connections of peers arrive. */
	readonly port: number;
	/** Where the node listens, on this machine's loopback. */
	readonly nodePort: number;
	readonly random: Random;
}

/**
 * Stands between the peers of a node and the node, and does to what peers send what the packet filter and the queues of the kernel
 * cannot: it delays, doubles and holds back messages. What the node answers passes at once. The packet filter redirects to it what
 * peers dial at the node's port, so that neither end knows.
 */
export class LinkProxy {
	readonly #options: LinkProxyOptions;
	readonly #server: Server;
	readonly #conditions = new Map<string, LinkCondition>();
	readonly #sockets = new Set<Socket>();

	constructor(options: LinkProxyOptions) {
		this.#options = options;
		this.#server = createServer({ noDelay: true, allowHalfOpen: true }, (peer) => this.#accept(peer));
	}

	open(): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#server.once('error', reject);
			this.#server.listen(this.#options.port, '0.0.0.0', resolve);
		});
	}

	/** By address of the peer. Holds for what arrives from now on, on connections that are open as well. */
	setConditions(peers: Iterable<readonly [address: string, condition: LinkCondition]>): void {
		this.#conditions.clear();
		for (const [address, condition] of peers) this.#conditions.set(address, condition);
	}

	close(): void {
		this.#server.close();
		for (const socket of this.#sockets) socket.destroy();
	}

	#accept(peer: Socket): void {
		const { nodePort: port, random } = this.#options;
		const address = peer.remoteAddress ?? '';
		const node = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
		this.#tie(peer, node);
		node.pipe(peer);
		const conditionOf = (): LinkCondition => this.#conditions.get(address) ?? healthyLink;
		const wire = new Wire({ from: peer, to: node, conditionOf, random });
		peer.on('data', (chunk: Buffer) => wire.push(chunk));
		peer.on('end', () => wire.end());
	}

	/** When one of the two breaks, so does the other, and what is under way is lost. */
	#tie(peer: Socket, node: Socket): void {
		for (const [socket, other] of [
			[peer, node],
			[node, peer],
		] as const) {
			this.#sockets.add(socket);
			socket.on('error', () => other.resetAndDestroy());
			socket.on('close', (hadError) => {
				this.#sockets.delete(socket);
				if (hadError) other.destroy();
			});
		}
	}
}
