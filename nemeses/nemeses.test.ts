import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { viewOf } from '../harness/controller/fixtures/cluster-view.ts';
import { type Fault, type Link, type NodeId, nodeNames } from '../harness/model/index.ts';
import { coups } from './coup.ts';
import {
	crashAll,
	crashLeader,
	crashMajority,
	crashMinority,
	cutBetween,
	nemeses,
	partitionBridge,
	partitionHalves,
	partitionLeader,
	partitionNode,
	partitionOneWay,
	partitionRandomHalves,
	partitionRing,
	pauseLeader,
	pauseMajority,
} from './index.ts';
import { majorityOf } from './target.ts';

const seeds = fc.nat();
const counts = fc.integer({ min: 1, max: 7 });

function linksOf(fault: Fault | undefined): readonly Link[] {
	if (fault?.kind !== 'cut') throw new Error(`Expected a cut, got ${JSON.stringify(fault)}`);
	return fault.links;
}

/** Whom each node still hears, itself included. */
function hearing(count: number, cut: readonly Link[]): Map<NodeId, readonly NodeId[]> {
	const nodes = nodeNames(count);
	const isCut = (from: NodeId, to: NodeId): boolean => cut.some((link) => link.from === from && link.to === to);
	return new Map(nodes.map((to) => [to, nodes.filter((from) => !isCut(from, to))]));
}

function isSymmetric(links: readonly Link[]): boolean {
	return links.every(({ from, to }) => links.some((other) => other.from === to && other.to === from));
}

/** A coup waits for its moment, and has tests of its own. */
const patient = nemeses.filter((nemesis) => !coups.includes(nemesis));

describe('every nemesis', () => {
	test('has a name of its own and says what it does', () => {
		expect(new Set(nemeses.map(({ name }) => name)).size).toBe(nemeses.length);
		for (const { name, description, kinds } of nemeses) {
			expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
			expect(description.length).toBeGreaterThan(10);
			expect(kinds.length).toBeGreaterThan(0);
		}
	});

	test.each(nemeses)(
		'$name chooses only what it declares, of nodes that exist, and the same for the same seed',
		(nemesis) => {
			fc.assert(
				fc.property(counts, seeds, (count, seed) => {
					const leader = { n1: { role: 'leader', term: 3 } };
					const fault = nemesis.choose(viewOf(count, seed, leader));
					expect(nemesis.choose(viewOf(count, seed, leader))).toEqual(fault);
					if (fault === undefined) return;
					expect(nemesis.kinds).toContain(fault.kind);
					assertRealTargets(fault, nodeNames(count));
					assertSaneParameters(fault);
				}),
			);
		},
	);

	test.each(patient)('$name finds something to break in five nodes with a leader', (nemesis) => {
		const leader = { n4: { role: 'leader', term: 3 } };
		for (let seed = 0; seed < 20; seed++) expect(nemesis.choose(viewOf(5, seed, leader))).toBeDefined();
	});

	test.each(patient.filter(({ kinds }) => kinds.length > 1 || kinds[0] === 'cut'))(
		'$name is not always the same',
		(nemesis) => {
			const leader = { n4: { role: 'leader', term: 3 } };
			const faults = Array.from({ length: 50 }, (_, seed) => JSON.stringify(nemesis.choose(viewOf(5, seed, leader))));
			const fixed = ['partition-halves', 'partition-leader'].includes(nemesis.name);
			expect(new Set(faults).size > 1).toBe(!fixed);
		},
	);
});

function assertRealTargets(fault: Fault, nodes: readonly NodeId[]): void {
	if ('nodes' in fault) {
		expect(fault.nodes.length).toBeGreaterThan(0);
		expect(new Set(fault.nodes).size).toBe(fault.nodes.length);
		for (const node of fault.nodes) expect(nodes).toContain(node);
		return;
	}
	if (!('links' in fault)) return;
	expect(fault.links.length).toBeGreaterThan(0);
	expect(new Set(fault.links.map(({ from, to }) => `${from}>${to}`)).size).toBe(fault.links.length);
	for (const { from, to } of fault.links) {
		expect(nodes).toContain(from);
		expect(nodes).toContain(to);
		expect(from).not.toBe(to);
	}
}

function assertSaneParameters(fault: Fault): void {
	if (fault.kind === 'loss' || fault.kind === 'duplicate') {
		expect(fault.probability).toBeGreaterThan(0);
		expect(fault.probability).toBeLessThanOrEqual(0.5);
	} else if (fault.kind === 'delay') {
		if (fault.delay.kind === 'uniform') expect(fault.delay.minMs).toBeLessThanOrEqual(fault.delay.maxMs);
	} else if (fault.kind === 'clock-step') {
		expect(Math.abs(fault.offsetMs)).toBeGreaterThanOrEqual(1);
		expect(Math.abs(fault.offsetMs)).toBeLessThanOrEqual(2 ** 18);
	} else if (fault.kind === 'clock-drift') {
		expect(fault.rate).not.toBe(1);
		expect(fault.rate).toBeGreaterThanOrEqual(0.8);
		expect(fault.rate).toBeLessThanOrEqual(1.25);
	}
}

describe('partitions', () => {
	test('cutBetween cuts both directions', () => {
		expect(cutBetween(['n1'], ['n2', 'n3'])).toEqual([
			{ from: 'n1', to: 'n2' },
			{ from: 'n1', to: 'n3' },
			{ from: 'n2', to: 'n1' },
			{ from: 'n3', to: 'n1' },
		]);
	});

	test('halves are the first nodes and the others', () => {
		expect(linksOf(partitionHalves.choose(viewOf(5, 1)))).toEqual(cutBetween(['n1', 'n2'], ['n3', 'n4', 'n5']));
	});

	test('random halves: everybody hears exactly its own half', () => {
		fc.assert(
			fc.property(fc.integer({ min: 2, max: 7 }), seeds, (count, seed) => {
				const heard = hearing(count, linksOf(partitionRandomHalves.choose(viewOf(count, seed))));
				const sides = new Set([...heard.values()].map(String));
				expect([...sides].map((side) => side.split(',').length).sort()).toEqual([
					Math.floor(count / 2),
					Math.ceil(count / 2),
				]);
			}),
		);
	});

	test('node: one hears itself alone, the others hear each other', () => {
		const heard = hearing(5, linksOf(partitionNode.choose(viewOf(5, 7))));
		expect([...heard.values()].map((nodes) => nodes.length).sort()).toEqual([1, 4, 4, 4, 4]);
	});

	test('ring: each node hears a majority with itself in it, and no two the same', () => {
		fc.assert(
			fc.property(fc.integer({ min: 3, max: 9 }), seeds, (count, seed) => {
				const links = linksOf(partitionRing.choose(viewOf(count, seed)));
				const heard = hearing(count, links);
				for (const [node, nodes] of heard) {
					expect(nodes).toContain(node);
					expect(nodes).toHaveLength(majorityOf(count));
				}
				expect(new Set([...heard.values()].map(String)).size).toBe(count);
				expect(isSymmetric(links)).toBe(majorityOf(count) % 2 === 1);
			}),
		);
	});

	test('one way: no link is cut in both directions, and all cuts lead from one side to the other', () => {
		fc.assert(
			fc.property(fc.integer({ min: 2, max: 7 }), seeds, (count, seed) => {
				const links = linksOf(partitionOneWay.choose(viewOf(count, seed)));
				const from = new Set(links.map((link) => link.from));
				const to = new Set(links.map((link) => link.to));
				expect(links).toHaveLength(from.size * to.size);
				expect(from.size + to.size).toBe(count);
				expect([...from].filter((node) => to.has(node))).toEqual([]);
			}),
		);
	});

	test('bridge: one node hears everybody, the others their half and the bridge', () => {
		fc.assert(
			fc.property(fc.integer({ min: 3, max: 7 }), seeds, (count, seed) => {
				const links = linksOf(partitionBridge.choose(viewOf(count, seed)));
				const heard = hearing(count, links);
				const bridges = [...heard.keys()].filter((node) => heard.get(node)?.length === count);
				expect(bridges).toHaveLength(1);
				for (const nodes of heard.values()) expect(nodes).toContain(bridges[0]);
				expect(isSymmetric(links)).toBe(true);
			}),
		);
	});

	test('there is nothing to cut around a single node', () => {
		for (const nemesis of nemeses.filter(({ kinds }) => kinds.includes('cut'))) {
			expect(nemesis.choose(viewOf(1, 1, { n1: { role: 'leader', term: 1 } }))).toBeUndefined();
		}
	});
});

describe('sizes', () => {
	test.each([
		[1, 1, undefined],
		[2, 2, undefined],
		[3, 2, 1],
		[4, 3, 1],
		[5, 3, 2],
		[7, 4, 3],
	])('of %i nodes: a majority is %i, a minority is %s', (count, majority, minority) => {
		expect(nodesOf(crashMajority.choose(viewOf(count, 1)))).toBe(majority);
		expect(nodesOf(pauseMajority.choose(viewOf(count, 1)))).toBe(majority);
		expect(nodesOf(crashMinority.choose(viewOf(count, 1)))).toBe(minority);
		expect(nodesOf(crashAll.choose(viewOf(count, 1)))).toBe(count);
	});
});

function nodesOf(fault: Fault | undefined): number | undefined {
	return fault !== undefined && 'nodes' in fault ? fault.nodes.length : undefined;
}

describe('the leader', () => {
	const aimed = [crashLeader, pauseLeader, partitionLeader];

	test.each(aimed)('$name aims at the one of the newest term', (nemesis) => {
		const fault = nemesis.choose(
			viewOf(5, 1, {
				n1: { role: 'leader', term: 3 },
				n2: { role: 'follower', term: 9 },
				n4: { role: 'leader', term: 7 },
				n5: { role: 'leader', term: 6 },
			}),
		);
		if (fault?.kind === 'cut') expect(fault.links).toEqual(cutBetween(['n4'], ['n1', 'n2', 'n3', 'n5']));
		else expect(fault).toMatchObject({ nodes: ['n4'] });
	});

	test.each(aimed)('$name takes a coordinator for one', (nemesis) => {
		const fault = nemesis.choose(viewOf(3, 1, { n2: { role: 'coordinator' } }));
		expect(JSON.stringify(fault)).toContain('n2');
	});

	test.each(aimed)('$name waits when nobody leads', (nemesis) => {
		expect(nemesis.choose(viewOf(5, 1, { n1: { role: 'candidate', term: 3 } }))).toBeUndefined();
	});
});
