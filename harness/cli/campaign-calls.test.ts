import { describe, expect, test } from 'vitest';
import { refuseUnheeded } from './campaign-calls.ts';
import { campaign } from './commands/campaign.ts';
import { runOptionNames } from './test-options.ts';

const options = Object.keys(campaign.options);
const flags = options.filter((name) => campaign.options[name]?.type === 'boolean');
const absent = Object.fromEntries(flags.map((name) => [name, false]));

/** The options that are refused with `--last-failed` or `--repros`, one by one. */
function refusedWith(call: 'last-failed' | 'repros'): readonly string[] {
	const others = options.filter((name) => name !== call);
	return others.filter((name) => {
		const args = { ...absent, [call]: call === 'repros' ? 'folder' : true, [name]: flags.includes(name) ? true : 'x' };
		try {
			refuseUnheeded(args, options);
			return false;
		} catch (error) {
			const [without, why] = [`Expected \`--${call}\` without \`--${name}\`, for `, 'leave one of them out'];
			const isOfBoth = call === 'last-failed' && name === 'repros';
			if (!isOfBoth) expect((error as Error).message).toMatch(new RegExp(`^${without}.*${why}$`));
			return true;
		}
	});
}

describe('every option of a campaign is heeded or refused', () => {
	// A new option is among the refused ones until it is listed as one that goes with the call.
	test('--last-failed goes with what chooses among runs, how they are carried out, and what is told', () => {
		const heeded = [
			'system',
			'workload',
			'runtime',
			'project',
			'mutant',
			'nemesis',
			'seeds',
			'shard',
			'budget',
			'jobs',
		];
		const told = ['run-timeout', 'bail', 'fresh', 'compare', 'shrink-budget', 'reporter', 'out', 'json', 'debug'];
		const refused = refusedWith('last-failed');
		expect([...refused, ...heeded, ...told, 'last-failed'].sort()).toEqual([...options].sort());
		expect(refused).toEqual(expect.arrayContaining([...runOptionNames, 'strategy', 'repros']));
	});

	test('--repros goes with what is told', () => {
		const refused = refusedWith('repros');
		expect([...refused, 'reporter', 'out', 'json', 'debug', 'repros'].sort()).toEqual([...options].sort());
	});

	test('a matrix takes all of them', () => {
		const all = options.filter((name) => name !== 'repros' && name !== 'last-failed');
		expect(() => refuseUnheeded(Object.fromEntries(all.map((name) => [name, 'x'])), options)).not.toThrow();
	});
});
