import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../../harness/controller/resolve-options.ts';
import { runTest } from '../../harness/controller/run-test.ts';
import { versions } from '../../harness/controller/versions.ts';
import type { Verdict } from '../../harness/model/index.ts';
import { createSimulation } from '../../harness/runtimes/simulation/index.ts';
import { registry } from '../../registry.ts';

async function run(system: string, nemesis: string, seed: number): Promise<Verdict> {
	const given = { system, workload: 'votes', nemeses: [nemesis], seed: String(seed), timeMs: 20_000 };
	const runtime = createSimulation({ keepTrace: false });
	const options = resolveOptions(given, registry, () => '0');
	return (await runTest(options, { registry, runtime, versions })).verdict;
}

const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

/** What it is known for, both of it (Bernstein, Hadzilacos and Goodman, section 7.5). */
describe('three-phase commit', () => {
	it('breaks atomicity when the network is partitioned: the expected finding', async () => {
		const types = new Set<string>();
		for (const seed of seeds) {
			const { checkers } = await run('three-phase-commit', 'partition', seed);
			for (const { type } of checkers['atomic-commitment']?.anomalies ?? []) types.add(type);
		}
		expect([...types]).toEqual(['AC1-disagreement']);
	});

	it('keeps it under crashes', async () => {
		for (const seed of seeds) expect((await run('three-phase-commit', 'crash', seed)).valid).toBe(true);
	});

	it('is worse there than two-phase commit, which blocks instead', async () => {
		for (const seed of seeds) expect((await run('two-phase-commit', 'partition', seed)).valid).toBe(true);
	});
});
