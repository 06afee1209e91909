import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../../harness/controller/resolve-options.ts';
import { runTest } from '../../harness/controller/run-test.ts';
import { versions } from '../../harness/controller/versions.ts';
import type { JsonValue, Nemesis, Registry, Verdict } from '../../harness/model/index.ts';
import { createSimulation } from '../../harness/runtimes/simulation/index.ts';
import { registry } from '../../registry.ts';

/** Kills the coordinator as soon as everybody is in doubt: nobody is left whom the others could ask. */
const crashInTheWindow: Nemesis = {
	name: 'crash-in-the-window',
	description: 'kills the coordinator when every participant is in doubt',
	kinds: ['crash'],
	retryMs: 1,
	choose({ nodes, inspect }) {
		const coordinator = nodes.find((node) => inspect(node)?.['role'] === 'coordinator');
		const inDoubt = nodes.filter((node) => Number(inspect(node)?.['inDoubt'] ?? 0) > 0);
		return coordinator === undefined || inDoubt.length < nodes.length - 1
			? undefined
			: { kind: 'crash', nodes: [coordinator] };
	},
};

const withWindow: Registry = { ...registry, nemeses: [...registry.nemeses, crashInTheWindow] };

async function run(system: string, seed: number): Promise<Verdict> {
	const options = resolveOptions(
		{ system, workload: 'votes', nemeses: ['crash-in-the-window'], seed: String(seed), timeMs: 20_000 },
		withWindow,
		() => '0',
	);
	const runtime = createSimulation({ keepTrace: false });
	return (await runTest(options, { registry: withWindow, runtime, versions })).verdict;
}

interface Blocking {
	readonly blocked: number;
	readonly longestMs: number;
	readonly lockSeconds: number;
	readonly decidedWhileCoordinatorDown: number;
	readonly longest: readonly Readonly<Record<string, JsonValue>>[];
}

const blockingOf = ({ checkers }: Verdict): Blocking =>
	checkers['atomic-commitment']?.statistics as unknown as Blocking;

/** With these the crashes last for seconds. */
const seeds = [3, 5, 7];

describe('a coordinator that is killed in the window', () => {
	it.each(seeds)('blocks two-phase commit until it is back, and the report tells whom (seed %i)', async (seed) => {
		const verdict = await run('two-phase-commit', seed);
		// Blocking is no anomaly: everybody decides once the coordinator is there again.
		expect(verdict.valid).toBe(true);
		const { blocked, longestMs, lockSeconds, longest } = blockingOf(verdict);
		expect(blocked).toBeGreaterThan(0);
		expect(longestMs).toBeGreaterThan(1000);
		expect(lockSeconds).toBeGreaterThan(1);
		for (const { node, waitingFor, locks, millis, decided } of longest) {
			expect(node).toMatch(/^n[2-4]$/);
			expect(waitingFor).toContain('n1');
			expect(locks).not.toEqual([]);
			expect(millis).toBeGreaterThan(500);
			expect(decided).toBe(true);
		}
	});

	it.each(seeds)('does not block three-phase commit (seed %i)', async (seed) => {
		const verdict = await run('three-phase-commit', seed);
		expect(verdict.valid).toBe(true);
		expect(blockingOf(verdict).blocked).toBe(0);
	});
});
