import { describe, expect, it } from 'vitest';
import { createNode } from './message-transactions.ts';
import type { Letter, Transfer } from './messages.ts';
import { NodeBench } from './testing/node-bench.ts';

/** `n2` has a0, a4 and the closed a8, `n3` has a1 and a5. */
const transfer = (id: string, from: string, to: string, amount = 5): Transfer => ({ id, from, to, amount });
const letter = (step: Letter['step'], to: string, transfer: Transfer): Letter => ({
	id: `${transfer.id} ${step}`,
	to,
	step,
	transfer,
});
const request = (transfer: Transfer) => ({ type: 'transfer', msg_id: 1, transfer });
const deliver = (letter: Letter) => ({ type: 'deliver', letter });

const service = () => new NodeBench('n2', createNode);
const balances = (node: NodeBench) => node.ask({ type: 'balances', msg_id: 9 })['balances'];

describe('Service', () => {
	it('debits, and sends nothing before that is durable', () => {
		const node = service();
		node.receive('c0', request(transfer('t1', 'a0', 'a1')));
		expect(node.sent()).toEqual([]);
		node.sync();
		expect(node.sent()).toEqual(['n1 publish t1 credit', 'c0 transfer_ok']);
		expect(balances(node)).toEqual({ a0: 45, a4: 50, a8: 0 });
	});

	it('has debited and has the letter, or has neither, after a crash', () => {
		const node = service();
		node.receive('c0', request(transfer('t1', 'a0', 'a1')));
		node.crash();
		expect(node.sent()).toEqual([]);
		expect(balances(node)).toMatchObject({ a0: 50 });
		node.receive('c0', request(transfer('t1', 'a0', 'a1')));
		node.sync();
		node.takeSent();
		node.crash();
		expect(node.sent()).toEqual(['n1 publish t1 credit']);
		expect(balances(node)).toMatchObject({ a0: 45 });
	});

	it('publishes again, less and less often, until the broker has confirmed', () => {
		const node = service();
		node.receive('c0', request(transfer('t1', 'a0', 'a1')));
		node.sync();
		node.takeSent();
		node.pass(100 + 200 + 400);
		expect(node.sent()).toEqual(Array(3).fill('n1 publish t1 credit'));
		node.receive('n1', { type: 'confirm', id: 't1 credit' });
		node.pass(60_000);
		expect(node.sent()).toEqual([]);
	});

	it('debits once, however often it is asked', () => {
		const node = service();
		for (let i = 0; i < 3; i++) node.receive('c0', request(transfer('t1', 'a0', 'a1')));
		node.sync();
		node.crash();
		node.receive('c0', request(transfer('t1', 'a0', 'a1')));
		node.sync();
		expect(node.sent().filter((sent) => sent === 'c0 transfer_ok')).toHaveLength(4);
		expect(balances(node)).toMatchObject({ a0: 45 });
	});

	it('stands by a refusal, also when there is money later', () => {
		const node = service();
		const much = request(transfer('t1', 'a0', 'a1', 52));
		node.receive('c0', much);
		expect(node.sent()).toEqual([]);
		node.sync();
		expect(node.sent()).toEqual(['c0 error']);
		node.receive('n1', deliver(letter('credit', 'n2', transfer('t2', 'a1', 'a0'))));
		node.sync();
		node.crash();
		node.takeSent();
		node.receive('c0', much);
		node.sync();
		expect(node.sent()).toEqual(['c0 error']);
		expect(balances(node)).toMatchObject({ a0: 55 });
	});

	it('credits once, and acknowledges every time, when it is durable', () => {
		const node = service();
		const credit = deliver(letter('credit', 'n2', transfer('t1', 'a1', 'a0')));
		node.receive('n1', credit);
		node.receive('n1', credit);
		expect(node.sent()).toEqual([]);
		node.sync();
		expect(node.sent()).toEqual(Array(2).fill('n1 acknowledge t1 credit'));
		node.crash();
		node.receive('n1', credit);
		node.sync();
		expect(node.sent()).toEqual(['n1 acknowledge t1 credit']);
		expect(balances(node)).toMatchObject({ a0: 55 });
	});

	it.each([
		['a closed account', transfer('t1', 'a1', 'a8')],
		['one that would have too much', transfer('t1', 'a1', 'a0', 51)],
	])('refuses a credit to %s, once and for all, and sends the money back', (_, refused) => {
		const node = service();
		const credit = deliver(letter('credit', 'n2', refused));
		node.receive('n1', credit);
		node.receive('n1', credit);
		node.sync();
		const acknowledge = 'n1 acknowledge t1 credit';
		expect(node.sent()).toEqual(['n1 publish t1 refund', acknowledge, acknowledge]);
		expect(balances(node)).toEqual({ a0: 50, a4: 50, a8: 0 });
		expect(node.ask({ type: 'report', msg_id: 9 })['effects']).toMatchObject([{ id: 't1', effect: 'refused' }]);
	});

	it('takes its money back in any case, and once', () => {
		const node = service();
		const refund = deliver(letter('refund', 'n2', transfer('t1', 'a0', 'a1', 51)));
		node.receive('n1', refund);
		node.receive('n1', refund);
		node.sync();
		expect(balances(node)).toMatchObject({ a0: 101 });
	});
});
