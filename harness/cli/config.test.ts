import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { registry } from '../controller/fixtures/primary-system.ts';
import { checkPlan, planFrom } from './campaign-plan.ts';
import { checkConfig, checkRunnable, defineConfig, withConfig } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string): string {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

describe('checkConfig', () => {
	test('names the key that an unknown one resembles', () => {
		expect(() => checkConfig({ seedz: '1..5' }, 'my.config.ts')).toThrow(
			'my.config.ts: expected a key of a config, got `seedz`. Did you mean `seeds`?',
		);
	});

	test('says which value is wrong', () => {
		expect(() => checkConfig({ seeds: ['1'] }, 'my.config.ts')).toThrow(
			/my\.config\.ts is not a valid config:[\s\S]*seeds/,
		);
		expect(() => checkConfig({ systems: [{}] }, 'my.config.ts')).toThrow(/systems/);
	});

	test.each([undefined, null, [], 'raft', 5])('refuses %j', (exported) => {
		expect(() => checkConfig(exported, 'my.config.ts')).toThrow('Expected my.config.ts to export a config');
	});
});

describe('withConfig', () => {
	test('loads TypeScript, and puts its own parts first', async () => {
		const file = write(
			'own.config.ts',
			`const nodeCount: number = 3;
			 export default { seeds: '1..3', systems: [{ name: 'mine', nodeCount, workloads: [], mutants: [], nemeses: [] }] };`,
		);
		const { config, registry: joined, file: loaded } = await withConfig(registry, file);
		expect(config.seeds).toBe('1..3');
		expect(joined.systems.map(({ name }) => name)).toEqual(['mine', 'primary']);
		expect(loaded).toBe(file);
		expect(() => checkRunnable('mine', 'docker', { config, file })).toThrow('to name its `module`');
		expect(() => checkRunnable('mine', 'sim', { config, file })).not.toThrow();
		expect(() => checkRunnable('primary', 'docker', { config, file })).not.toThrow();
	});

	test('a file that is not there, does not parse, or throws is told', async () => {
		await expect(withConfig(registry, join(folder, 'none.ts'))).rejects.toThrow('there is no such file');
		await expect(withConfig(registry, write('torn.ts', 'export default {'))).rejects.toThrow('Cannot load the config');
		await expect(withConfig(registry, write('throws.ts', 'throw new Error("no luck")'))).rejects.toThrow('no luck');
	});

	test('without a file nothing changes', async () => {
		expect(await withConfig(registry, undefined)).toEqual({ config: {}, registry, file: null });
	});
});

describe('planFrom', () => {
	test('takes the words of the config, and the command line before them', () => {
		const config = defineConfig({
			system: ['primary'],
			nemesis: ['crash-n1', 'none'],
			seeds: '1..3',
			rate: 50,
			bail: true,
			jobs: 2,
		});
		const plan = planFrom({ seeds: '7', time: '5s' }, config, registry);
		expect(plan).toMatchObject({
			matrix: {
				systems: ['primary'],
				nemeses: [['crash-n1'], []],
				mutants: [null],
				workloads: [null],
				seeds: [{ first: 7n, last: 7n }],
				common: { timeMs: 5000, rate: 50 },
			},
			runtime: 'sim',
			bail: 1,
			jobs: 2,
			budgetMs: null,
			out: 'runs',
		});
		expect(() => checkPlan(plan, registry)).not.toThrow();
	});

	test('a budget makes the seeds endless, and endless seeds need one', () => {
		expect(planFrom({ budget: '10m' }, {}, registry).matrix.seeds).toEqual([{ first: 1n, last: null }]);
		expect(planFrom({}, {}, registry).matrix.seeds).toEqual([{ first: 1n, last: 20n }]);
		expect(() => planFrom({ seeds: '5..' }, {}, registry)).toThrow('Expected `--budget`');
	});

	test('every name is checked before the first run', () => {
		const check = (args: Parameters<typeof planFrom>[0]) => () => checkPlan(planFrom(args, {}, registry), registry);
		expect(check({ system: 'primry' })).toThrow('Did you mean `primary`?');
		expect(check({ nemesis: ['crash-n1', 'crsh-n1'] })).toThrow('Did you mean `crash-n1`?');
		expect(check({ mutant: 'none,nope' })).toThrow('Expected a mutant of primary');
		expect(check({ workload: 'nope' })).toThrow('Expected a workload of primary');
	});
});
