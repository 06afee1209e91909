import { describe, expect, it } from 'vitest';
import { registry } from '../../../registry.ts';
import type { RunRecord, Scenario } from '../../model/index.ts';
import { createSimulation } from '../../runtimes/simulation/index.ts';
import { resolveOptions } from '../resolve-options.ts';
import { runTest } from '../run-test.ts';
import { versions } from '../versions.ts';

const nothing: Scenario = { operations: [], finalOperations: [], faults: [], endMs: 0 };

function follow(scenario: Partial<Scenario>): Promise<RunRecord> {
	const options = resolveOptions(
		{
			system: 'raft',
			nemeses: [],
			nodeCount: 3,
			concurrency: 2,
			recoveryMs: 3000,
			seed: '1',
			scenario: { ...nothing, ...scenario },
		},
		registry,
		() => '1',
	);
	return runTest(options, { registry, runtime: createSimulation(), versions });
}

const crash = { kind: 'crash', nodes: ['n1', 'n2'] } as const;
const write = (atMs: number, client: number, value: number) => ({ atMs, client, f: 'write', key: 'x', value });
const invokedAtMs = ({ history }: RunRecord): number[] =>
	[...history.operations()].map(({ invokedAt }) => invokedAt / 1e6);
const faultsOf = ({ faults }: RunRecord): string[] => faults.map(({ type, time }) => `${type} ${time / 1e6}`);

describe('a run that follows a scenario', () => {
	it('does each operation at its time, by its client, and one after the other for a client', async () => {
		const run = await follow({ operations: [write(1000, 0, 1), write(1000.5, 1, 2), write(1001, 0, 3)] });
		const [first, second, third] = [...run.history.operations()];
		expect([first, second, third].map((operation) => operation?.process)).toEqual([0, 1, 0]);
		expect(invokedAtMs(run).slice(0, 2)).toEqual([1000, 1000.5]);
		expect(third?.invokedAt).toBe(first?.completedAt);
	});

	it('breaks and heals at the given times, and lasts until its end', async () => {
		const run = await follow({ faults: [{ atMs: 500, untilMs: 700, fault: crash }], operations: [write(2000, 0, 1)] });
		expect(faultsOf(run)).toEqual(['inject 500', 'heal 700']);
		expect(run.verdict.operations.ok).toBe(1);
	});

	it('heals what has no end when all operations have ended', async () => {
		const run = await follow({ faults: [{ atMs: 500, fault: crash }], operations: [write(1000, 0, 1)] });
		const [operation] = [...run.history.operations()];
		expect(operation?.type).not.toBe('ok');
		expect(faultsOf(run)).toEqual(['inject 500', `heal ${run.history.event(1).time / 1e6}`]);
	});

	it('does the final operations after the recovery time, when all else is over', async () => {
		const final = { atMs: 0, client: 1, f: 'read', key: 'x', value: null };
		const healed = await follow({
			faults: [{ atMs: 500, untilMs: 1000, fault: crash }],
			operations: [write(600, 0, 1)],
			finalOperations: [final, final],
		});
		expect(invokedAtMs(healed)[1]).toBe(Math.max(4000, healed.history.event(1).time / 1e6));
		const open = await follow({ faults: [{ atMs: 500, fault: crash }], finalOperations: [final] });
		expect(faultsOf(open)).toEqual(['inject 500', 'heal 500']);
		expect(invokedAtMs(open)).toEqual([3500]);
	});
});
