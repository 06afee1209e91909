import { describe, expect, test } from 'vitest';
import { primary } from '../controller/fixtures/primary-system.ts';
import { checkConfig } from './check-config.ts';

const check = (config: unknown) => () => checkConfig(config, 'my.config.ts');

describe('an unknown key is named with its nearest match', () => {
	test.each([
		[{ seedz: '1..5' }, 'expected a key of a config, got `seedz`. Did you mean `seeds`?'],
		[
			{ operationTimeout: '5s' },
			'expected a key of a config, got `operationTimeout`. Did you mean `operation-timeout`?',
		],
		[{ toString: 5 }, 'expected a key of a config, got `toString`'],
		[
			{ thresholds: { unknownShareMx: 0.1 } },
			'expected a key of `thresholds`, got `unknownShareMx`. Did you mean `unknownShareMax`?',
		],
		[
			{ projects: [{ name: 'a' }, { name: 'b', sytem: 'raft' }] },
			'expected a key of `projects[1]`, got `sytem`. Did you mean `system`?',
		],
		[
			{ projects: [{ name: 'a', budget: '5m' }] },
			'`budget` belongs to the whole campaign, and was found in `projects[0]`',
		],
	])('%j', (config, message) => {
		expect(check(config)).toThrow(`my.config.ts: ${message}`);
	});
});

describe('a wrong value is named with its place', () => {
	test.each([
		[{ seeds: ['1'] }, /seeds/],
		[{ systems: [] }, /expected at least one[\s\S]*systems/],
		[{ systems: [5] }, /systems\[0\]/],
		[{ systems: [{}] }, /systems\[0\]\.name/],
		[{ systems: [{ ...primary, createNode: 5 }] }, /expected a function[\s\S]*systems\[0\]\.createNode/],
		[{ nemeses: [{ name: 'x', kinds: [] }] }, /nemeses\[0\]\.choose/],
		[{ nemeses: [{ name: 'x', kinds: ['crush'], choose() {} }] }, /"crash"[\s\S]*nemeses\[0\]\.kinds\[0\]/],
		[{ time: 30 }, /expected a duration with its unit, like "60s"[\s\S]*time/],
		[{ runtimes: ['simm'] }, /runtimes\[0\]/],
		[{ thresholds: { unknownShareMax: 5 } }, /thresholds\.unknownShareMax/],
		[{ thresholds: 5 }, /thresholds/],
		[{ projects: [{ seeds: '1' }] }, /projects\[0\]\.name/],
		[{ bail: 'yes' }, /bail/],
		[{ invariants: true }, /invariants/],
	])('%j', (config, message) => {
		expect(check(config)).toThrow(/my\.config\.ts is not a valid config:/);
		expect(check(config)).toThrow(message);
	});

	test('two projects of one name', () => {
		expect(check({ projects: [{ name: 'a' }, { name: 'a' }] })).toThrow('two with the name `a`');
	});

	test.each([undefined, null, [], 'raft', 5])('%j is no config', (exported) => {
		expect(check(exported)).toThrow('Expected my.config.ts to export a config');
	});
});

test('everything that a config can say is accepted as it is', () => {
	const config = {
		systems: [primary, 'raft'],
		workloads: ['kv'],
		nemeses: ['swarm', ['partition', 'crash'], 'none'],
		mutants: ['none'],
		runtimes: ['sim', 'docker'],
		seeds: '1..5',
		budget: '5m',
		thresholds: { unknownShareMax: 0.1, runsMin: 5 },
		projects: [{ name: 'a', system: ['raft'], nodes: 3 }],
		reporters: ['list', 'junit'],
		'run-timeout': '5m',
	};
	expect(checkConfig(config, 'my.config.ts')).toBe(config);
});
