import { describe, expect, it } from 'vitest';
import { createNode } from '../message-transactions.ts';
import type { Letter } from '../messages.ts';
import { NodeBench } from '../testing/node-bench.ts';
import { mutants } from './index.ts';

/** `n1` is the broker, `n2` has a0, a4 and the closed a8, `n3` has a1 and a5. Accounts have 50 in the beginning. */
const request = { type: 'transfer', msg_id: 1, transfer: { id: 't1', from: 'a0', to: 'a1', amount: 5 } };

const deliver = (step: Letter['step'], id = 't1', to = 'a0') => ({
	type: 'deliver',
	letter: {
		id: `${id} ${step}`,
		to: 'n2',
		step,
		transfer: { id, from: step === 'credit' ? 'a1' : 'a0', to, amount: 5 },
	},
});
const publish = {
	type: 'publish',
	letter: { id: 't1 credit', to: 'n3', step: 'credit', transfer: { id: 't1', from: 'a0', to: 'a1', amount: 5 } },
};

const balance = (node: NodeBench) => (node.ask({ type: 'balances', msg_id: 9 })['balances'] as { a0: number }).a0;

type Scenario = (node: NodeBench) => unknown;

/** To a service, in this order, each durable before the next one comes; then what a0 has. */
const balanceAfter =
	(...messages: readonly (object | 'crash')[]): Scenario =>
	(node) => {
		for (const message of messages) {
			if (message === 'crash') node.crash();
			else node.receive('n1', message);
			node.sync();
		}
		return balance(node);
	};

/** What is sent at once, before anything is durable. */
const sentAtOnce =
	(message: object): Scenario =>
	(node) => {
		node.receive('n1', message);
		return node.sent();
	};

const others = Array.from({ length: 20 }, (_, i) => deliver('credit', `other${i}`, 'a8'));

const scenarios: readonly (readonly [
	name: string,
	node: string,
	scenario: Scenario,
	right: unknown,
	wrong: unknown,
])[] = [
	[
		'outbox-in-second-step',
		'n2',
		(node) => {
			node.receive('c0', request);
			node.disk.completeSyncs();
			node.takeSent();
			node.crash();
			return [node.sent(), balance(node)];
		},
		[['n1 publish t1 credit'], 45],
		[[], 45],
	],
	['publish-before-commit', 'n2', sentAtOnce(request), [], ['n1 publish t1 credit']],
	['acknowledge-before-applied', 'n2', sentAtOnce(deliver('credit')), [], ['n1 acknowledge t1 credit']],
	['inbox-in-memory', 'n2', balanceAfter(deliver('credit'), 'crash', deliver('credit')), 55, 60],
	['inbox-trimmed', 'n2', balanceAfter(deliver('credit'), ...others, deliver('credit')), 55, 60],
	['identified-by-content', 'n2', balanceAfter(deliver('credit'), deliver('credit', 't2')), 60, 55],
	['confirm-before-sync', 'n1', sentAtOnce(publish), [], ['n1 confirm t1 credit', 'n3 deliver t1 credit']],
	[
		'removed-at-delivery',
		'n1',
		(node) => {
			node.receive('n2', publish);
			node.sync();
			node.takeSent();
			node.pass(100);
			return node.sent();
		},
		['n3 deliver t1 credit'],
		[],
	],
	['refund-not-idempotent', 'n2', balanceAfter(deliver('refund'), deliver('refund')), 55, 60],
	[
		'refusal-ignored',
		'n2',
		(node) => {
			node.receive('n1', deliver('credit', 't1', 'a8'));
			node.sync();
			return node.sent();
		},
		['n1 publish t1 refund', 'n1 acknowledge t1 credit'],
		['n1 acknowledge t1 credit'],
	],
	[
		'poison-message',
		'n2',
		(node) => {
			node.receive('n1', deliver('credit', 't1', 'a8'));
			node.sync();
			return node.sent();
		},
		['n1 publish t1 refund', 'n1 acknowledge t1 credit'],
		[],
	],
	[
		'redelivery-storm',
		'n1',
		(node) => {
			node.receive('n2', publish);
			node.sync();
			node.receive('n3', { type: 'acknowledge', id: 't1 credit' });
			node.takeSent();
			node.pass(5000);
			return node.sent().length;
		},
		0,
		10,
	],
];

/** Each scenario, step by step, is right in the correct program and wrong in the mutant. */
describe('a mutant of message transactions', () => {
	it('has a scenario here', () => {
		expect(scenarios.map(([name]) => name)).toEqual(mutants.map(({ name }) => name));
	});

	it.each(scenarios)('%s', (name, node, scenario, right, wrong) => {
		expect(scenario(new NodeBench(node, createNode))).toEqual(right);
		const mutant = mutants.find((candidate) => candidate.name === name);
		expect(scenario(new NodeBench(node, mutant?.createNode ?? createNode))).toEqual(wrong);
	});
});
