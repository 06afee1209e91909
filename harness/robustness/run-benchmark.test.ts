import { describe, expect, it } from 'vitest';
import { registry } from '../../registry.ts';
import { findByName } from '../model/index.ts';
import { createRuntime } from '../runtimes/index.ts';
import { type BenchmarkOptions, defaultPhasesMs, runBenchmark } from './run-benchmark.ts';

/** Raft under two faults, where a run takes 10 ms and recovers after as many milliseconds as its seed says. */
async function benchmark(given: Partial<BenchmarkOptions>) {
	let now = 0;
	const calls: string[] = [];
	const scorecard = await runBenchmark(
		{
			systems: [findByName(registry.systems, 'raft', 'system')],
			faults: ['none', 'crash-primary'].map((name) => findByName(registry.benchmarkFaults, name, 'fault')),
			runtime: 'sim',
			seed: 1n,
			repetitions: 10,
			budgetMs: null,
			phasesMs: defaultPhasesMs('sim'),
			jobs: 1,
			...given,
		},
		{
			registry,
			runtime: createRuntime({ runtime: 'sim' }),
			version: '0',
			now: () => now,
			async run({ fault, options }) {
				calls.push(`${fault} ${options.seed}`);
				now += 10;
				return { valid: true, measured: { recovery: Number(options.seed) } };
			},
		},
	);
	return { scorecard, calls };
}

describe('runBenchmark', () => {
	it('runs every case once before any has its next repetition', async () => {
		const { scorecard, calls } = await benchmark({ repetitions: 2 });
		expect(calls).toEqual(['none 1', 'crash-primary 1', 'none 2', 'crash-primary 2']);
		expect(scorecard.repetitions).toBe(2);
		expect(scorecard.rows.map(({ figures }) => figures.recovery?.samples)).toEqual([
			[1, 2],
			[1, 2],
		]);
	});

	it.each([
		[0, 1],
		[39, 1],
		[40, 2],
		[100, 5],
		[1_000, 10],
	])('begins no repetition that a budget of %i ms does not hold, but for the first', async (budgetMs, repetitions) => {
		const { scorecard } = await benchmark({ budgetMs });
		expect(scorecard.repetitions).toBe(repetitions);
		for (const { figures } of scorecard.rows) expect(figures.recovery?.samples).toHaveLength(repetitions);
	});

	it('tells how to see a run again, with phases that are not the usual ones', async () => {
		const usual = await benchmark({ repetitions: 1 });
		expect(usual.scorecard.rows[0]?.replay).toBe(
			'faultline bench --system raft --fault none --repetitions 1 --seed 1 --keep',
		);
		const { scorecard } = await benchmark({ repetitions: 1, phasesMs: { before: 10_000, during: 500, after: 10_000 } });
		expect(scorecard.rows[0]?.replay).toContain('--fault none --during 500ms --repetitions 1');
	});
});
