import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { primary, registry } from '../controller/fixtures/primary-system.ts';
import type { System } from '../model/index.ts';
import { simulation } from '../runtimes/simulation/index.ts';
import { type CampaignMatrix, countRuns, planRuns, planTests, runKey } from './plan.ts';

const matrix: CampaignMatrix = {
	project: null,
	systems: ['primary'],
	workloads: [null],
	nemeses: [[], ['crash-n1']],
	mutants: [null],
	runtimes: ['sim'],
	seeds: [{ first: 1n, last: 3n }],
	common: {},
};
const other: System = { ...primary, name: 'other' };
const environment = { registry: { ...registry, systems: [primary, other] }, runtimeOf: () => simulation };
const planned = (matrices: readonly CampaignMatrix[], shard?: { index: number; of: number }) => [
	...planRuns(matrices, 'sim', { ...environment, ...(shard && { shard }) }),
];

describe('planRuns', () => {
	it('goes seed by seed through every combination, and repeats the first of each', () => {
		const runs = planned([matrix]).map(({ options, mix, repeat }) => [options.seed, mix, repeat]);
		expect(runs).toEqual([
			['1', 'none', true],
			['1', 'crash-n1', true],
			['2', 'none', false],
			['2', 'crash-n1', false],
			['3', 'none', false],
			['3', 'crash-n1', false],
		]);
	});

	it('takes turns among projects, and goes on with those that have more seeds', () => {
		const one = { ...matrix, project: 'one', nemeses: [[]], seeds: [{ first: 1n, last: 1n }] };
		const two = { ...matrix, project: 'two', nemeses: [[]], seeds: [{ first: 8n, last: 9n }], common: { timeMs: 5 } };
		const runs = planned([one, two]).map(({ options, project }) => [project, options.seed, options.timeMs]);
		expect(runs).toEqual([
			['one', '1', 60_000],
			['two', '8', 5],
			['two', '9', 5],
		]);
	});

	it('names a swarm as it was asked for, and draws for each seed', () => {
		const runs = planned([{ ...matrix, nemeses: [['swarm']] }]);
		expect(runs.map(({ mix }) => mix)).toEqual(['swarm', 'swarm', 'swarm']);
		expect(runs.every(({ options }) => options.nemeses.length > 0 && !options.nemeses.includes('swarm'))).toBe(true);
	});

	it('gives the options alone to those who need no more', () => {
		const tests = planTests(matrix, environment.registry, simulation);
		expect([...tests]).toEqual(planned([matrix]).map(({ options }) => options));
	});

	it('every run is in exactly one of the shards, and the counts are those of the runs', () => {
		const anyMatrix = fc.record({
			systems: fc.subarray(['primary', 'other'], { minLength: 1 }),
			nemeses: fc.subarray([[], ['crash-n1'], ['swarm']], { minLength: 1 }),
			seeds: fc.integer({ min: 1, max: 9 }),
		});
		fc.assert(
			fc.property(
				fc.array(anyMatrix, { minLength: 1, maxLength: 3 }),
				fc.integer({ min: 1, max: 7 }),
				(choices, of) => {
					const matrices = choices.map(({ seeds, ...choice }, index) => ({
						...matrix,
						...choice,
						project: `p${index}`,
						seeds: [{ first: 1n, last: BigInt(seeds) }],
					}));
					const whole = planned(matrices).map(runKey);
					const parts = Array.from({ length: of }, (_, i) => planned(matrices, { index: i + 1, of }).map(runKey));
					expect(parts.flat().sort()).toEqual([...whole].sort());
					expect(new Set(whole).size).toBe(whole.length);
					expect(countRuns(matrices)).toBe(whole.length);
					expect(parts.map((part) => part.length)).toEqual(
						parts.map((_, i) => countRuns(matrices, { index: i + 1, of })),
					);
				},
			),
		);
	});

	it('no shard has only one of as many systems as there are shards', () => {
		const both = { ...matrix, systems: ['primary', 'other'], nemeses: [[]] };
		for (const index of [1, 2]) {
			const systems = planned([both], { index, of: 2 }).map(({ options }) => options.system);
			expect(new Set(systems)).toEqual(new Set(['primary', 'other']));
		}
	});

	it('has no end, and no count, with endless seeds', () => {
		const endless = { ...matrix, seeds: [{ first: 5n, last: null }] };
		expect(countRuns([endless])).toBeNull();
		const runs = planRuns([endless], 'sim', environment);
		for (let i = 0; i < 100; i++) runs.next();
		expect(runs.next().value?.options.seed).toBe('55');
	});
});
