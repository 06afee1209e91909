import { describe, expect, it } from 'vitest';
import type { Fault, Link } from '../harness/model/index.ts';
import { describeFault, nodesOfRun } from './describe-fault.ts';

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];
const link = (from: string, to: string): Link => ({ from, to });
const allOf = (from: string[], to: string[]) => from.flatMap((a) => to.filter((b) => b !== a).map((b) => link(a, b)));
const both = (left: string[], right: string[]) => [...allOf(left, right), ...allOf(right, left)];

describe('describeFault', () => {
	const cuts: [string, Link[]][] = [
		['n1 n2 | n3 n4 n5', both(['n1', 'n2'], ['n3', 'n4', 'n5'])],
		['n1 n3 n4 n5 | n2', both(['n2'], ['n1', 'n3', 'n4', 'n5'])],
		['n1 | n2 n3 | n4 n5', [...both(['n1'], ['n2', 'n3', 'n4', 'n5']), ...both(['n2', 'n3'], ['n4', 'n5'])]],
		['n1 → n2 n3', allOf(['n1'], ['n2', 'n3'])],
		['n1 ↔ n2, n1 ↔ n3', [...both(['n1'], ['n2']), ...both(['n3'], ['n1'])]],
		['every link', allOf(nodes, nodes)],
		// A bridge: n3 still talks to both sides, so these are no groups.
		['n1 ↔ n4, n1 ↔ n5, n2 ↔ n4, n2 ↔ n5', both(['n1', 'n2'], ['n4', 'n5'])],
	];
	it.each(cuts)('tells a cut as %s', (text, links) => {
		expect(describeFault({ kind: 'cut', links }, nodes).targets).toBe(text);
	});

	const uniform = { kind: 'uniform', minMs: 10, maxMs: 50 } as const;
	const others: [string, string, Fault][] = [
		['n1 n2', '', { kind: 'crash', nodes: ['n1', 'n2'] }],
		['n1 → n2', '12.5% of messages', { kind: 'loss', links: [link('n1', 'n2')], probability: 0.125 }],
		['n1 → n2', '+10 to +50 ms', { kind: 'delay', links: [link('n1', 'n2')], delay: uniform }],
		['n1', '+250 ms', { kind: 'clock-step', nodes: ['n1'], offsetMs: 250 }],
		['n1', '-250 ms', { kind: 'clock-step', nodes: ['n1'], offsetMs: -250 }],
		['n4', '1.05× true speed', { kind: 'clock-drift', nodes: ['n4'], rate: 1.05 }],
	];
	it.each(others)('%s %s', (targets, parameters, fault) => {
		expect(describeFault(fault, nodes)).toMatchObject({ targets, parameters });
	});
});

describe('nodesOfRun', () => {
	it('adds nodes that only a fault names', () => {
		expect(nodesOfRun(2, [{ kind: 'pause', nodes: ['n2', 'n9'] }])).toEqual(['n1', 'n2', 'n9']);
	});
});
