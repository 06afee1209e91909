import { describe, expect, it } from 'vitest';
import { createNode } from './message-transactions.ts';
import { defaultOptions } from './options.ts';
import { NodeBench } from './testing/node-bench.ts';

const publish = (id: string) => ({
	type: 'publish',
	letter: { id, to: 'n3', step: 'credit', transfer: { id, from: 'a0', to: 'a1', amount: 1 } },
});
const acknowledge = (id: string) => ({ type: 'acknowledge', id });
const broker = () => new NodeBench('n1', createNode);

describe('Broker', () => {
	it('confirms what is durable, and then delivers it', () => {
		const node = broker();
		node.receive('n2', publish('l1'));
		expect(node.sent()).toEqual([]);
		node.sync();
		expect(node.sent()).toEqual(['n2 confirm l1', 'n3 deliver l1']);
	});

	it('confirms again what it has, and does not deliver it twice for that', () => {
		const node = broker();
		node.receive('n2', publish('l1'));
		node.receive('n2', publish('l1'));
		node.sync();
		expect(node.sent()).toEqual(['n2 confirm l1', 'n3 deliver l1', 'n2 confirm l1']);
	});

	it('delivers again until it is acknowledged, also after a crash, and after twice the time each time', () => {
		const node = broker();
		node.receive('n2', publish('l1'));
		node.sync();
		node.takeSent();
		node.pass(99);
		expect(node.sent()).toEqual([]);
		node.pass(1);
		expect(node.sent()).toEqual(['n3 deliver l1']);
		node.pass(199);
		expect(node.sent()).toEqual([]);
		node.crash();
		expect(node.sent()).toEqual(['n3 deliver l1']);
		node.receive('n3', acknowledge('l1'));
		node.pass(60_000);
		expect(node.sent()).toEqual([]);
	});

	it('does not wait longer than the greatest backoff', () => {
		const node = broker();
		node.receive('n2', publish('l1'));
		node.sync();
		node.pass(60_000);
		node.takeSent();
		node.pass(defaultOptions.backoffMaxMs);
		expect(node.sent()).toEqual(['n3 deliver l1']);
	});

	it('delivers again when a crash has undone that it was acknowledged', () => {
		const node = broker();
		node.receive('n2', publish('l1'));
		node.sync();
		node.receive('n3', acknowledge('l1'));
		node.takeSent();
		node.crash();
		expect(node.sent()).toEqual(['n3 deliver l1']);
	});

	it('has so many letters under way to a node, and delivers the next when one has arrived', () => {
		const node = broker();
		const { windowMax } = defaultOptions;
		for (let i = 0; i <= windowMax + 1; i++) node.receive('n2', publish(`l${i}`));
		node.sync();
		const delivered = () => node.sent().filter((sent) => sent.startsWith('n3 deliver'));
		expect(delivered()).toHaveLength(windowMax);
		node.receive('n3', acknowledge('l7'));
		expect(delivered()).toEqual([`n3 deliver l${windowMax}`]);
		expect(node.ask({ type: 'status', msg_id: 1 })).toMatchObject({ inFlight: windowMax + 1 });
	});

	it('knows nothing of accounts', () => {
		expect(broker().ask({ type: 'balances', msg_id: 1 })).toMatchObject({ type: 'error', code: 10 });
	});
});
