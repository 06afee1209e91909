import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Message } from '../../model/index.ts';
import { healthyLink, type LinkCondition } from '../conditions.ts';
import { ProcessNetwork } from './process-network.ts';

const link = { from: 'n1', to: 'n2' };

function network(condition: Partial<LinkCondition>, seed = '1') {
	const delivered: number[] = [];
	const left: string[] = [];
	const recorded = { send: 0, deliver: 0, drop: 0 };
	const net = new ProcessNetwork({
		seed,
		isNode: (name) => name.startsWith('n'),
		deliver: (message) => {
			delivered.push(message.body.msg_id ?? 0);
			return true;
		},
		leave: (message) => left.push(message.dest),
		record: (kind) => {
			recorded[kind]++;
		},
	});
	net.setCondition(link, { ...healthyLink, ...condition });
	const send = (src: string, dest: string, count = 1): void => {
		for (let i = 0; i < count; i++) net.route({ src, dest, body: { type: 'x', msg_id: i } } satisfies Message);
	};
	return { net, delivered, left, recorded, send };
}

it('cuts one direction of one link, and nothing of a client', () => {
	const { send, delivered, left, recorded } = network({ cut: true });
	send('n1', 'n2');
	expect(delivered).toEqual([]);
	send('n2', 'n1');
	send('n1', 'n3');
	send('c1', 'n2');
	expect(delivered).toHaveLength(3);
	send('n1', 'c1');
	send('n1', 'controller');
	expect(left).toEqual(['c1', 'controller']);
	expect(recorded).toEqual({ send: 3, deliver: 2, drop: 1 });
});

it('loses and doubles the given share, the same for the same seed', () => {
	const lossy = network({ lossProbability: 0.3 });
	lossy.send('n1', 'n2', 2_000);
	expect(lossy.delivered.length).toBeGreaterThan(1_290);
	expect(lossy.delivered.length).toBeLessThan(1_510);
	const again = network({ lossProbability: 0.3 });
	again.send('n1', 'n2', 2_000);
	expect(again.delivered).toEqual(lossy.delivered);
	const doubling = network({ duplicateProbability: 0.3 });
	doubling.send('n1', 'n2', 2_000);
	expect(doubling.delivered.length).toBeGreaterThan(2_490);
	expect(doubling.delivered.length).toBeLessThan(2_710);
});

it('delays each message for itself', async () => {
	const { send, delivered } = network({ delays: [{ kind: 'uniform', minMs: 40, maxMs: 120 }] });
	send('n1', 'n2', 30);
	await sleep(20);
	expect(delivered).toEqual([]);
	await expect.poll(() => delivered.length).toBe(30);
	expect(delivered).not.toEqual([...delivered].sort((a, b) => a - b));
});

it('holds a share of the messages back, which the others overtake', async () => {
	const { send, delivered } = network({ reorderProbability: 0.3, reorderHoldMs: 30 });
	send('n1', 'n2', 200);
	expect(delivered.length).toBeGreaterThan(105);
	expect(delivered.length).toBeLessThan(175);
	await expect.poll(() => delivered.length).toBe(200);
	expect(delivered).not.toEqual([...delivered].sort((a, b) => a - b));
});

it('carries so many bytes a second, one message after the other, and loses what would wait too long', async () => {
	const { send, delivered, recorded } = network({ bytesPerSecond: 2_000 });
	send('n1', 'n2', 200);
	expect(delivered).toEqual([]);
	await sleep(200);
	// A message is some thirty bytes.
	expect(delivered.length).toBeGreaterThan(3);
	expect(delivered.length).toBeLessThan(40);
	expect(delivered).toEqual([...delivered].sort((a, b) => a - b));
	expect(recorded.drop).toBeGreaterThan(50);
});

it('loses what is under way when the link is cut or the network closes', async () => {
	const { send, delivered, net } = network({ delays: [{ kind: 'constant', ms: 30 }] });
	send('n1', 'n2');
	net.setCondition(link, { ...healthyLink, cut: true });
	await sleep(60);
	expect(delivered).toEqual([]);
	net.setCondition(link, { ...healthyLink, delays: [{ kind: 'constant', ms: 30 }] });
	send('n1', 'n2');
	net.close();
	await sleep(60);
	expect(delivered).toEqual([]);
});
