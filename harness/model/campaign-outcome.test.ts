import { describe, expect, it } from 'vitest';
import { endedRun, summaryOf } from '../campaign/testing/runs.ts';
import { campaignExitCode, closingLine, defaultThresholds, shortfallsOf, type Thresholds } from './campaign-outcome.ts';

const valid = endedRun(1);
const invalid = endedRun(2, { result: 'invalid' });
const unknown = endedRun(3, { result: 'unknown' });
const error = endedRun(4, { result: 'error' });
const nondeterministic = endedRun(5, { result: 'error', nondeterministic: true });

const codeOf = (runs: Parameters<typeof summaryOf>[0], thresholds: Partial<Thresholds> = {}) =>
	campaignExitCode(summaryOf(runs, { thresholds: { ...defaultThresholds, ...thresholds } }));

describe('campaignExitCode', () => {
	it('is 255, then 1, then 2: an unknown never hides a failure', () => {
		expect(codeOf([valid])).toBe(0);
		expect(codeOf([valid, unknown])).toBe(2);
		expect(codeOf([valid, unknown, invalid])).toBe(1);
		expect(codeOf([valid, unknown, invalid, error])).toBe(255);
	});

	it('is not 0 when nothing was run, or something is missing', () => {
		expect(codeOf([])).toBe(2);
		expect(campaignExitCode(summaryOf([invalid], { missing: ['There is no blob of shard 2/3'] }))).toBe(255);
	});

	it('tolerates so many unknown runs, and so many that could not be run', () => {
		expect(codeOf([valid, unknown], { unknownShareMax: 0.5 })).toBe(0);
		expect(codeOf([valid, unknown, unknown], { unknownShareMax: 0.5 })).toBe(2);
		expect(codeOf([valid, error], { errorShareMax: 0.5 })).toBe(0);
		expect(codeOf([valid, error, error], { errorShareMax: 0.5 })).toBe(255);
	});

	it('tolerates neither an anomaly nor a run that does not repeat itself', () => {
		const everything = { unknownShareMax: 1, errorShareMax: 1 };
		expect(codeOf([valid, invalid], everything)).toBe(1);
		expect(codeOf([valid, nondeterministic], everything)).toBe(255);
	});

	it('wants so many runs, and so many operations that succeed', () => {
		expect(codeOf([valid, valid], { runsMin: 3 })).toBe(2);
		expect(codeOf([valid, valid], { runsMin: 2 })).toBe(0);
		expect(codeOf([valid], { okShareMin: 0.95 })).toBe(2);
		expect(codeOf([valid], { okShareMin: 0.9 })).toBe(0);
		expect(codeOf([], { runsMin: 0, okShareMin: 0.1 })).toBe(2);
	});
});

describe('shortfallsOf', () => {
	it('says why, with the figures', () => {
		const thresholds = { unknownShareMax: 0.25, errorShareMax: 0, runsMin: 10, okShareMin: 0.95 };
		const shortfalls = shortfallsOf(summaryOf([valid, unknown, nondeterministic], { thresholds }));
		expect(shortfalls.map(({ message }) => message)).toEqual([
			'1 run did not repeat itself: the same seed ended in two ways',
			'1 run ended without a verdict: 33.33% of them, and at most 25% are tolerated',
			'3 runs ended, and at least 10 are wanted',
			'90% of the operations succeeded, and at least 95% are wanted',
		]);
		expect(shortfalls.map(({ obvious = false }) => obvious)).toEqual([false, false, false, false]);
		expect(shortfallsOf(summaryOf([valid]))).toEqual([]);
	});

	it('are obvious where the closing line says the same', () => {
		const summary = summaryOf([valid, invalid, unknown, error]);
		expect(shortfallsOf(summary).every(({ obvious }) => obvious)).toBe(true);
		expect(closingLine(summary.runs)).toBe('1 valid, 1 invalid, 1 unknown, 1 could not be run');
		expect(closingLine([valid])).toBe('1 valid, 0 invalid, 0 unknown');
	});
});
