import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { onLines } from './lines.ts';
import { OutgoingConnection, pingIntervalMs } from './outgoing-connection.ts';

/** A peer that can be told to fall silent, as behind a cut. */
class Peer {
	readonly received: string[] = [];
	readonly #server: Server;
	readonly #sockets = new Set<Socket>();
	connections = 0;
	silent = false;

	constructor() {
		this.#server = createServer((socket) => {
			this.connections++;
			this.#sockets.add(socket);
			socket.on('error', () => {});
			onLines(socket, (line) => {
				if (this.silent) return;
				if (line === 'ping') socket.write('pong\n');
				else this.received.push(line);
			});
		});
	}

	listen(port = 0): Promise<number> {
		return new Promise((resolve) => {
			this.#server.listen(port, '127.0.0.1', () => resolve((this.#server.address() as { port: number }).port));
		});
	}

	close(): Promise<void> {
		for (const socket of this.#sockets) socket.destroy();
		return new Promise((resolve) => this.#server.close(() => resolve()));
	}
}

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
	for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function listening(port?: number): Promise<{ peer: Peer; port: number }> {
	const peer = new Peer();
	const actual = await peer.listen(port);
	cleanups.push(() => peer.close().catch(() => {}));
	return { peer, port: actual };
}

function connectionTo(port: number): OutgoingConnection {
	const connection = new OutgoingConnection({ host: '127.0.0.1', port }, 'n1');
	const timer = setInterval(() => connection.tick(performance.now()), pingIntervalMs);
	cleanups.push(() => clearInterval(timer));
	return connection;
}

it('dials when there is something to send, and says who it is', async () => {
	const { peer, port } = await listening();
	const connection = connectionTo(port);
	await new Promise((resolve) => setTimeout(resolve, 150));
	expect(peer.connections).toBe(0);
	connection.send('one\n');
	connection.send('two\n');
	await expect.poll(() => peer.received).toEqual(['hello n1', 'one', 'two']);
	expect(peer.connections).toBe(1);
});

it('keeps the newest messages while the peer is away, and delivers them when it comes', async () => {
	const { peer: first, port } = await listening();
	await first.close();
	const connection = connectionTo(port);
	for (let i = 0; i < 100; i++) connection.send(`${i}\n`);
	await new Promise((resolve) => setTimeout(resolve, 200));
	const { peer } = await listening(port);
	const newest = Array.from({ length: 64 }, (_, i) => String(i + 36));
	await expect.poll(() => peer.received).toEqual(['hello n1', ...newest]);
});

it('gives a silent connection up and is through soon after the silence ends', async () => {
	const { peer, port } = await listening();
	const connection = connectionTo(port);
	connection.send('before\n');
	await expect.poll(() => peer.received).toContain('before');
	peer.silent = true;
	connection.send('lost\n');
	await new Promise((resolve) => setTimeout(resolve, 800));
	connection.send('also lost\n');
	await expect.poll(() => peer.connections, { timeout: 2_000 }).toBe(2);
	peer.silent = false;
	const healedAt = performance.now();
	connection.send('after\n');
	await expect.poll(() => peer.received, { timeout: 2_000 }).toContain('after');
	expect(performance.now() - healedAt).toBeLessThan(1_500);
	expect(peer.received).not.toContain('lost');
});

it('does not give up a connection because this process itself was stopped', async () => {
	const { peer, port } = await listening();
	const connection = new OutgoingConnection({ host: '127.0.0.1', port }, 'n1');
	connection.send('one\n');
	await expect.poll(() => peer.received).toContain('one');
	connection.tick(performance.now() + 60_000);
	connection.send('two\n');
	await expect.poll(() => peer.received).toContain('two');
	expect(peer.connections).toBe(1);
});
