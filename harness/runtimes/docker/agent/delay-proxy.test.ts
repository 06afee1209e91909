import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createRandom } from '../../random.ts';
import { DelayProxy } from './delay-proxy.ts';

let node: Server;
let proxy: DelayProxy;
let proxyPort: number;
/** What the node has got, and when. */
let arrived: { readonly text: string; readonly at: number }[];
let nodeSockets: Socket[];

beforeEach(async () => {
	arrived = [];
	nodeSockets = [];
	node = createServer((socket) => {
		nodeSockets.push(socket);
		socket.on('error', () => {});
		socket.on('data', (chunk) => {
			arrived.push({ text: String(chunk), at: performance.now() });
			socket.write('answer');
		});
	});
	await once(node.listen(0, '127.0.0.1'), 'listening');
	proxyPort = await freePort();
	proxy = new DelayProxy({
		port: proxyPort,
		nodePort: (node.address() as AddressInfo).port,
		random: createRandom('1', 'proxy'),
	});
	await proxy.open();
});

afterEach(() => {
	proxy.close();
	node.close();
	for (const socket of nodeSockets) socket.destroy();
});

async function freePort(): Promise<number> {
	const server = createServer();
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	return port;
}

async function dial(): Promise<Socket> {
	const socket = connect({ port: proxyPort, host: '127.0.0.1', noDelay: true });
	await once(socket, 'connect');
	return socket;
}

const constant = (ms: number) => [['127.0.0.1', [{ kind: 'constant', ms }]]] as const;
const textOf = (): string => arrived.map(({ text }) => text).join('');

it('passes at once what is not to be delayed, and the answers', async () => {
	const peer = await dial();
	const sentAt = performance.now();
	peer.write('hello');
	const [answer] = await once(peer, 'data');
	expect(String(answer)).toBe('answer');
	expect(textOf()).toBe('hello');
	expect((arrived[0]?.at ?? 0) - sentAt).toBeLessThan(100);
	peer.destroy();
});

it('delays what one peer sends, from one moment to the next, and leaves the answer alone', async () => {
	const peer = await dial();
	peer.write('a');
	await once(peer, 'data');
	proxy.setDelays(constant(300));
	const sentAt = performance.now();
	peer.write('b');
	await once(peer, 'data');
	const answeredAt = performance.now();
	expect((arrived[1]?.at ?? 0) - sentAt).toBeGreaterThanOrEqual(299);
	expect(answeredAt - (arrived[1]?.at ?? 0)).toBeLessThan(100);
	proxy.setDelays([]);
	const nextSentAt = performance.now();
	peer.write('c');
	await once(peer, 'data');
	expect((arrived[2]?.at ?? 0) - nextSentAt).toBeLessThan(100);
	peer.destroy();
});

it('keeps the order of a stream whatever is drawn, and passes its end last', async () => {
	proxy.setDelays([['127.0.0.1', [{ kind: 'uniform', minMs: 0, maxMs: 80 }]]]);
	const peer = await dial();
	const words = Array.from({ length: 40 }, (_, i) => `${i} `);
	for (const word of words) {
		peer.write(word);
		await sleep(2);
	}
	peer.end();
	const ended = once(nodeSockets[0] as Socket, 'end');
	await ended;
	expect(textOf()).toBe(words.join(''));
});

it('adds up several delays', async () => {
	proxy.setDelays([
		[
			'127.0.0.1',
			[
				{ kind: 'constant', ms: 100 },
				{ kind: 'constant', ms: 150 },
			],
		],
	]);
	const peer = await dial();
	const sentAt = performance.now();
	peer.write('x');
	await once(peer, 'data');
	expect((arrived[0]?.at ?? 0) - sentAt).toBeGreaterThanOrEqual(249);
	peer.destroy();
});

it('loses what is under way when a connection is reset, and breaks the peer when the node is gone', async () => {
	proxy.setDelays(constant(200));
	const peer = await dial();
	peer.write('lost');
	await sleep(50);
	peer.resetAndDestroy();
	await sleep(300);
	expect(textOf()).toBe('');
	const other = await dial();
	other.on('error', () => {});
	await expect.poll(() => nodeSockets.length).toBe(2);
	const closed = new Promise((resolve) => other.on('close', resolve));
	nodeSockets[1]?.resetAndDestroy();
	await closed;
});

it('holds back a sender when too much waits, and loses nothing of it', async () => {
	proxy.setDelays(constant(400));
	const peer = await dial();
	const bytes = Buffer.alloc(16 * 1024 * 1024, 'x');
	peer.resume();
	peer.write(bytes);
	await sleep(200);
	expect(peer.writableLength).toBeGreaterThan(0);
	await expect.poll(() => textOf().length, { timeout: 20_000 }).toBe(bytes.length);
	peer.destroy();
});
