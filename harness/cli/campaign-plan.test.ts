import { describe, expect, test } from 'vitest';
import { registry } from '../controller/fixtures/primary-system.ts';
import { checkPlan, planFrom } from './campaign-plan.ts';
import { defineConfig, type FaultlineConfig } from './define-config.ts';

const loadedFrom = (config: FaultlineConfig) => ({ config: defineConfig(config), registry, file: '/my.config.ts' });
const plan = (args: Parameters<typeof planFrom>[0], config: FaultlineConfig = {}) => planFrom(args, loadedFrom(config));
const matrixOf = (...given: Parameters<typeof plan>) => plan(...given).matrices[0];

describe('planFrom', () => {
	test('takes the words of the config, and the command line before them', () => {
		const config: FaultlineConfig = {
			systems: ['primary'],
			nemeses: [['crash-n1'], 'none'],
			seeds: '1..3',
			rate: 50,
			bail: true,
			jobs: 2,
			thresholds: { unknownShareMax: 0.5 },
		};
		const resolved = plan({ seeds: '7', time: '5s', shard: '2/3' }, config);
		expect(resolved).toMatchObject({
			matrices: [
				{
					project: null,
					systems: ['primary'],
					nemeses: [['crash-n1'], []],
					mutants: [null],
					workloads: [null],
					runtimes: ['sim'],
					seeds: [{ first: 7n, last: 7n }],
					common: { timeMs: 5000, rate: 50 },
				},
			],
			bail: 1,
			jobs: 2,
			budgetMs: null,
			shard: { index: 2, of: 3 },
			thresholds: { unknownShareMax: 0.5, errorShareMax: 0, runsMin: 1, okShareMin: 0 },
			out: 'runs',
		});
		expect(() => checkPlan(resolved, loadedFrom(config))).not.toThrow();
	});

	test('the singular words say the same, and choose among what the plural ones have', () => {
		expect(matrixOf({}, { nemesis: ['crash-n1', 'none'] })?.nemeses).toEqual([['crash-n1'], []]);
		expect(matrixOf({}, { runtimes: ['sim', 'process'], runtime: 'process' })?.runtimes).toEqual(['process']);
	});

	test('a budget makes the seeds endless, and endless seeds need one', () => {
		expect(matrixOf({ budget: '10m' })?.seeds).toEqual([{ first: 1n, last: null }]);
		expect(matrixOf({})?.seeds).toEqual([{ first: 1n, last: 20n }]);
		expect(() => plan({ seeds: '5..' })).toThrow('Expected `--budget`');
	});

	test('each project is a matrix, with what the config says where it says nothing', () => {
		const config: FaultlineConfig = {
			time: '5s',
			seeds: '1..3',
			projects: [{ name: 'quick' }, { name: 'long', time: '60s', seeds: 9 }],
		};
		expect(plan({}, config).matrices).toMatchObject([
			{ project: 'quick', seeds: [{ first: 1n, last: 3n }], common: { timeMs: 5000 } },
			{ project: 'long', seeds: [{ first: 9n, last: 9n }], common: { timeMs: 60_000 } },
		]);
		expect(plan({ project: 'long', time: '1s' }, config).matrices).toMatchObject([
			{ project: 'long', common: { timeMs: 1000 } },
		]);
		expect(() => plan({ project: 'lng' }, config)).toThrow('Expected a project, got `lng`. Did you mean `long`?');
		expect(() => plan({ project: 'long' })).toThrow('Expected a config with `projects`');
	});

	test('every name is checked before the first run', () => {
		const check = (args: Parameters<typeof planFrom>[0]) => () => checkPlan(plan(args), loadedFrom({}));
		expect(check({ system: 'primry' })).toThrow('Did you mean `primary`?');
		expect(check({ nemesis: ['crash-n1', 'crsh-n1'] })).toThrow('Did you mean `crash-n1`?');
		expect(check({ mutant: 'none,nope' })).toThrow('Expected a mutant of primary');
		expect(check({ mutant: 'all' })).toThrow('Expected a system with mutants');
		expect(check({ workload: 'nope' })).toThrow('Expected a workload of primary');
		expect(check({ runtime: 'sim,dcker' })).toThrow('Did you mean `docker`?');
		expect(check({ shard: '0/3' })).toThrow('Expected `--shard` to look like 2/5');
	});
});
