import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { healthyLink, type LinkCondition } from '../../conditions.ts';
import { createRandom } from '../../random.ts';
import { LinkProxy } from './link-proxy.ts';

let node: Server;
let proxy: LinkProxy;
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
	proxy = new LinkProxy({
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

const all = (condition: Partial<LinkCondition>) => [['127.0.0.1', { ...healthyLink, ...condition }]] as const;
const constant = (ms: number) => all({ delays: [{ kind: 'constant', ms }] });
const textOf = (): string => arrived.map(({ text }) => text).join('');

it('passes at once what is not to be delayed, and the answers', async () => {
	const peer = await dial();
	const sentAt = performance.now();
	peer.write('hello\n');
	const [answer] = await once(peer, 'data');
	expect(String(answer)).toBe('answer');
	expect(textOf()).toBe('hello\n');
	expect((arrived[0]?.at ?? 0) - sentAt).toBeLessThan(100);
	peer.destroy();
});

it('delays what one peer sends, from one moment to the next, and leaves the answer alone', async () => {
	const peer = await dial();
	peer.write('a\n');
	await once(peer, 'data');
	proxy.setConditions(constant(300));
	const sentAt = performance.now();
	peer.write('b\n');
	await once(peer, 'data');
	const answeredAt = performance.now();
	expect((arrived[1]?.at ?? 0) - sentAt).toBeGreaterThanOrEqual(299);
	expect(answeredAt - (arrived[1]?.at ?? 0)).toBeLessThan(100);
	proxy.setConditions([]);
	const nextSentAt = performance.now();
	peer.write('c\n');
	await once(peer, 'data');
	expect((arrived[2]?.at ?? 0) - nextSentAt).toBeLessThan(100);
	peer.destroy();
});

it('keeps the order of a stream whatever is drawn, and passes its end last', async () => {
	proxy.setConditions(all({ delays: [{ kind: 'uniform', minMs: 0, maxMs: 80 }] }));
	const peer = await dial();
	const words = Array.from({ length: 40 }, (_, i) => `${i}\n`);
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
	proxy.setConditions(
		all({
			delays: [
				{ kind: 'constant', ms: 100 },
				{ kind: 'constant', ms: 150 },
			],
		}),
	);
	const peer = await dial();
	const sentAt = performance.now();
	peer.write('x\n');
	await once(peer, 'data');
	expect((arrived[0]?.at ?? 0) - sentAt).toBeGreaterThanOrEqual(249);
	peer.destroy();
});

it('loses what is under way when a connection is reset, and breaks the peer when the node is gone', async () => {
	proxy.setConditions(constant(200));
	const peer = await dial();
	peer.write('lost\n');
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
	proxy.setConditions(constant(400));
	const peer = await dial();
	const bytes = Buffer.alloc(16 * 1024 * 1024, `${'x'.repeat(1_023)}\n`);
	peer.resume();
	peer.write(bytes);
	await sleep(200);
	expect(peer.writableLength).toBeGreaterThan(0);
	await expect.poll(() => textOf().length, { timeout: 20_000 }).toBe(bytes.length);
	peer.destroy();
});

const messages = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `{"value":${i}}\n`);
const nodeHasAll = () => expect.poll(() => nodeSockets[0]?.readableEnded, { timeout: 5_000 }).toBe(true);
const linesOf = (): readonly string[] => textOf().split(/(?<=\n)/);

it('doubles messages, however they are cut into pieces, and neither greetings nor signs of life', async () => {
	proxy.setConditions(all({ duplicateProbability: 1 }));
	const peer = await dial();
	const [first, second] = messages(2) as [string, string];
	peer.write(`hello n1\n${first}${second.slice(0, 4)}`);
	await expect.poll(linesOf).toEqual(['hello n1\n', first, first]);
	peer.write(`${second.slice(4)}ping\n`);
	await expect.poll(linesOf).toEqual(['hello n1\n', first, first, second, second, 'ping\n']);
	proxy.setConditions([]);
	peer.write(first);
	await expect.poll(linesOf).toEqual(['hello n1\n', first, first, second, second, 'ping\n', first]);
	peer.destroy();
});

it('holds a share of the messages back while the others pass, and passes the end after all of them', async () => {
	proxy.setConditions(all({ reorderProbability: 0.3, reorderHoldMs: 300 }));
	const peer = await dial();
	const sent = messages(100);
	for (const message of sent) peer.write(message);
	peer.end('ping\n');
	await expect.poll(linesOf).toContain('ping\n');
	const early = linesOf().filter((line) => line !== 'ping\n');
	// 70 expected; five standard deviations either side.
	expect(early.length).toBeGreaterThan(47);
	expect(early.length).toBeLessThan(93);
	expect(early).toEqual(sent.filter((message) => early.includes(message)));
	await nodeHasAll();
	const late = linesOf().slice(early.length + 1);
	expect([...early, ...late].sort()).toEqual([...sent].sort());
});

it('doubles a share of the messages', async () => {
	proxy.setConditions(all({ duplicateProbability: 0.3 }));
	const peer = await dial();
	for (const message of messages(100)) peer.write(message);
	peer.end();
	await nodeHasAll();
	// 30 expected; five standard deviations either side.
	expect(linesOf().length).toBeGreaterThan(107);
	expect(linesOf().length).toBeLessThan(153);
});

it('loses what a cut finds on its way, and carries on behind it', async () => {
	const [delayed, held, after] = messages(3) as [string, string, string];
	const peer = await dial();
	proxy.setConditions(constant(200));
	peer.write(delayed);
	await sleep(20);
	proxy.setConditions(all({ reorderProbability: 1, reorderHoldMs: 200 }));
	peer.write(held);
	await sleep(20);
	proxy.setConditions(all({ cut: true }));
	await sleep(300);
	expect(textOf()).toBe('');
	proxy.setConditions([]);
	peer.write(after);
	await expect.poll(textOf).toBe(after);
	peer.destroy();
});
