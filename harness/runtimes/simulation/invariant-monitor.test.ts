import { describe, expect, it } from 'vitest';
import type { Invariant, NodeContext, NodeId, NodeProgram } from '../../model/index.ts';
import { createSimulation } from './index.ts';

/** A node that counts the messages it gets. */
class Counter implements NodeProgram {
	readonly #counted = { messages: 0 };
	start(): void {}
	receive(): void {
		this.#counted.messages++;
	}
	inspect() {
		return { messages: this.#counted.messages };
	}
	internals(): object {
		return this.#counted;
	}
}

function atMost(limit: number, seen: Map<NodeId, Set<object>> = new Map()): Invariant<{ readonly messages: number }> {
	return {
		name: `at-most-${limit}`,
		description: 'Nobody gets more messages than that',
		watch: () => ({
			afterEvent(node, inspection, internals) {
				seen.set(node, (seen.get(node) ?? new Set()).add(internals));
				expect(inspection['messages']).toBe(internals.messages);
				return internals.messages > limit ? `${node} got ${internals.messages} messages` : undefined;
			},
		}),
	};
}

async function run(invariants: readonly Invariant[], messages: number) {
	const cluster = await createSimulation().deploy({
		runId: 'invariants',
		seed: '1',
		nodes: ['n1', 'n2'],
		program: { create: (_: NodeContext) => new Counter(), system: 'counter' },
		invariants,
	});
	const client = cluster.connect('c0', () => {});
	await cluster.drive((finish) => {
		for (let i = 1; i <= messages; i++) {
			cluster.clock.setTimer(i * 1e8, () => client.send('n2', { type: 'hello', msg_id: i }));
		}
		const crash = { kind: 'crash', nodes: ['n1'] } as const;
		cluster.clock.setTimer(5e8, () => cluster.inject(crash, () => {}));
		cluster.clock.setTimer(6e8, () => cluster.heal(crash, () => {}));
		cluster.clock.setTimer(1e9, () => finish());
	});
	return { report: cluster.invariants(), trace: [...cluster.trace()].map((line) => JSON.parse(line)) };
}

describe('invariants of a system in the simulation', () => {
	it('are watched after every event of every node, with the internals of its present program', async () => {
		const seen = new Map<NodeId, Set<object>>();
		const { report } = await run([atMost(3, seen)], 3);
		expect(report).toEqual({ watched: ['at-most-3'], events: 6, broken: [] });
		expect([...seen].map(([node, programs]) => [node, programs.size])).toEqual([
			['n1', 2],
			['n2', 1],
		]);
	});

	it('are reported once, with the event that broke them, and the others are watched on', async () => {
		const { report, trace } = await run([atMost(1), atMost(2)], 4);
		expect(report?.broken.map(({ invariant, message, node, event }) => [invariant, message, node, event])).toEqual([
			['at-most-1', 'n2 got 2 messages', 'n2', 'deliver hello from c0'],
			['at-most-2', 'n2 got 3 messages', 'n2', 'deliver hello from c0'],
		]);
		for (const { number, time } of report?.broken ?? []) {
			expect(trace[number]).toMatchObject({ kind: 'deliver', src: 'c0', dest: 'n2', time });
		}
	});

	it('are nothing where a system has none', async () => {
		expect((await run([], 1)).report).toBeNull();
	});
});
