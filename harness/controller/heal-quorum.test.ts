import { describe, expect, it } from 'vitest';
import { registry } from '../../registry.ts';
import { repeat } from '../generator/index.ts';
import { defineSystem, type NodeContext, type NodeProgram, type RunRecord, type System } from '../model/index.ts';
import { createSimulation } from '../runtimes/simulation/index.ts';
import { resolveOptions } from './resolve-options.ts';
import { runTest } from './run-test.ts';
import { versions } from './versions.ts';

/** Answers a request once every other node has confirmed it: right, and helpless as soon as one of them is gone. */
const unanimous: System = defineSystem({
	name: 'unanimous',
	createNode(node: NodeContext): NodeProgram {
		const open = new Map<number, { reply: () => void; missing: number }>();
		let last = 0;
		return {
			start() {},
			receive(message) {
				const body = message.body as { type: string; id?: number };
				if (body.type === 'confirm') node.send(message.src, { type: 'confirmed', id: body.id } as never);
				else if (body.type === 'confirmed') {
					const asked = open.get(body.id as number);
					if (asked !== undefined && --asked.missing === 0) asked.reply();
				} else {
					open.set(++last, { missing: node.peers.length, reply: () => node.reply(message, { type: 'touch_ok' }) });
					for (const peer of node.peers) node.send(peer, { type: 'confirm', id: last } as never);
				}
			},
			inspect: () => ({}),
		};
	},
	operations: () => repeat({ f: 'touch', value: null }),
	check: [{ checker: 'progress' }],
});

function runOf(system: string, heal: 'quorum' | undefined, nemeses: readonly string[] = []): Promise<RunRecord> {
	const own = { ...registry, systems: [unanimous, ...registry.systems] };
	const given = { system, heal, nemeses, nodeCount: 5, timeMs: 2000, recoveryMs: 15_000, seed: '1' };
	const options = resolveOptions(given, own, () => '1');
	return runTest(options, { registry: own, runtime: createSimulation({ keepTrace: false }), versions });
}

describe('healing a quorum only', () => {
	it('stops a minority after the faults, until the recovery time is over', async () => {
		const { faults } = await runOf('raft', 'quorum', ['partition']);
		const stopped = faults.filter(({ nemesis }) => nemesis === 'minority');
		expect(stopped.map(({ type, time }) => [type, Math.round(time / 1e9)])).toEqual([
			['inject', 2],
			['heal', 17],
		]);
		expect(stopped[0]?.fault).toMatchObject({ kind: 'crash', nodes: [expect.any(String), expect.any(String)] });
	});

	it('is enough for Raft', async () => {
		const { verdict } = await runOf('raft', 'quorum', ['partition', 'crash']);
		expect(verdict.valid).toBe(true);
		expect(verdict.checkers['progress']?.statistics?.['healedAtMs']).toBeCloseTo(2000, -2);
	});

	it('is not enough for a system that needs every node, and that is found', async () => {
		expect((await runOf('unanimous', undefined)).verdict.valid).toBe(true);
		const { verdict } = await runOf('unanimous', 'quorum');
		expect(verdict.checkers['progress']?.anomalies.map(({ type }) => type)).toEqual(['no-progress']);
	});
});
