import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Distribution, Random } from '../../../model/index.ts';
import { drawMs } from '../../distribution.ts';

/** More than this waiting in one connection holds back its sender, as a full buffer on the way would. */
const waitingBytesMax = 4 * 1024 * 1024;

export interface DelayProxyOptions {
	/** Where connections of peers arrive. */
	readonly port: number;
	/** Where the node listens, on this machine's loopback. */
	readonly nodePort: number;
	readonly random: Random;
}

/**
 * Stands between the peers of a node and the node, and delays what peers send, each as told. What the node answers passes at
 * once. The packet filter redirects to it what peers dial at the node's port, so that neither end knows.
 *
 * A connection is a stream, so that nothing overtakes anything: what is drawn a long time holds back all that comes after
 * it, as a late packet does in TCP.
 */
export class DelayProxy {
	readonly #options: DelayProxyOptions;
	readonly #server: Server;
	readonly #delays = new Map<string, readonly Distribution[]>();
	readonly #sockets = new Set<Socket>();

	constructor(options: DelayProxyOptions) {
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
	setDelays(peers: Iterable<readonly [address: string, delays: readonly Distribution[]]>): void {
		this.#delays.clear();
		for (const [address, delays] of peers) this.#delays.set(address, delays);
	}

	close(): void {
		this.#server.close();
		for (const socket of this.#sockets) socket.destroy();
	}

	#accept(peer: Socket): void {
		const address = peer.remoteAddress ?? '';
		const node = connect({ port: this.#options.nodePort, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
		this.#tie(peer, node);
		node.pipe(peer);
		const line = new DelayLine(peer, node);
		peer.on('data', (chunk: Buffer) => line.push(chunk, this.#drawMs(address)));
		peer.on('end', () => line.push(null, this.#drawMs(address)));
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

	#drawMs(address: string): number {
		const delays = this.#delays.get(address) ?? [];
		return delays.reduce((sum, delay) => sum + drawMs(delay, this.#options.random), 0);
	}
}

/** What has arrived on one connection and is not due yet, in order. */
class DelayLine {
	readonly #from: Socket;
	readonly #to: Socket;
	/** Null stands for the end of the stream. */
	readonly #waiting: { readonly chunk: Buffer | null; readonly dueMs: number }[] = [];
	#waitingBytes = 0;
	#timer: NodeJS.Timeout | undefined;

	constructor(from: Socket, to: Socket) {
		this.#from = from;
		this.#to = to;
		to.on('close', () => clearTimeout(this.#timer));
	}

	push(chunk: Buffer | null, delayMs: number): void {
		const behind = this.#waiting.at(-1);
		if (behind === undefined && delayMs === 0) {
			this.#pass(chunk);
			return;
		}
		this.#waiting.push({ chunk, dueMs: Math.max(performance.now() + delayMs, behind?.dueMs ?? 0) });
		this.#waitingBytes += chunk?.length ?? 0;
		if (this.#waitingBytes > waitingBytesMax) this.#from.pause();
		if (behind === undefined) this.#wait();
	}

	#wait(): void {
		const next = this.#waiting[0];
		if (next === undefined) return;
		this.#timer = setTimeout(() => this.#passDue(), Math.max(0, next.dueMs - performance.now()));
	}

	#passDue(): void {
		const now = performance.now();
		for (let next = this.#waiting[0]; next !== undefined && next.dueMs <= now; next = this.#waiting[0]) {
			this.#waiting.shift();
			this.#waitingBytes -= next.chunk?.length ?? 0;
			this.#pass(next.chunk);
		}
		if (this.#waitingBytes <= waitingBytesMax) this.#from.resume();
		this.#wait();
	}

	#pass(chunk: Buffer | null): void {
		if (chunk === null) this.#to.end();
		else if (this.#to.writable) this.#to.write(chunk);
	}
}
