import { describe, expect, it } from 'vitest';
import { replayCommand, type TestOptions } from '../model/index.ts';
import { parseBranches, parseDelays } from './parse-randomness.ts';

describe('--delays', () => {
	it('is a mean or priorities', () => {
		expect(parseDelays('5ms')).toEqual({ kind: 'drawn', meanMs: 5 });
		expect(parseDelays('priorities')).toEqual({ kind: 'priorities' });
		for (const wrong of ['5', '0ms', 'prio', '']) {
			expect(() => parseDelays(wrong)).toThrow(`got \`${wrong}\``);
		}
	});
});

describe('--branches', () => {
	it('are moments with seeds, in order', () => {
		expect(parseBranches('12s:77, 14500.25ms:3')).toEqual([
			{ atMs: 12_000, seed: '77' },
			{ atMs: 14_500.25, seed: '3' },
		]);
		for (const wrong of ['12:77', '12s', '12s:x', '2s:1,1s:2', '1s:1,1s:2', '']) {
			expect(() => parseBranches(wrong)).toThrow(/--branches/);
		}
	});

	it('are read as a replay command writes them', () => {
		const branches = [{ atMs: 264.476602, seed: '4294967295' }];
		const options = { nemeses: [], branches, delays: { kind: 'priorities', untilMs: 1 } } as unknown as TestOptions;
		const words = replayCommand({ ...options, checkTimeLimitMs: 60_000, mutant: null, runtime: 'sim' }).split(' ');
		expect(parseBranches(words[words.indexOf('--branches') + 1] as string)).toEqual(branches);
		expect(parseDelays(words[words.indexOf('--delays') + 1] as string)).toEqual({ kind: 'priorities' });
	});
});
