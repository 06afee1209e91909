import { describe, expect, it } from 'vitest';
import type { FigureName, Scorecard } from '../model/index.ts';
import { compareScorecards } from './compare.ts';
import { medianOf } from './median.ts';

function scorecard(figures: { readonly [name in FigureName]?: number | null }, fault = 'crash-primary'): Scorecard {
	const row = {
		system: 'raft',
		workload: 'kv',
		fault,
		runs: { valid: 1, invalid: 0, unknown: 0 },
		figures: Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, medianOf([value])])),
		replay: '',
	};
	const phasesMs = { before: 10_000, during: 10_000, after: 10_000 };
	return { version: 1, faultline: '0', runtime: 'sim', seed: '1', repetitions: 1, phasesMs, rows: [row] };
}

const regressions = (before: Parameters<typeof scorecard>[0], after: Parameters<typeof scorecard>[0]) =>
	compareScorecards(scorecard(before), scorecard(after), 0.1).regressions.map(({ figure, worseBy }) => [
		figure,
		worseBy,
	]);

describe('a comparison with a baseline', () => {
	it('finds what is worse by more than allowed, in the direction that is bad for it', () => {
		expect(regressions({ recovery: 100, throughputDuring: 50 }, { recovery: 120, throughputDuring: 40 })).toEqual([
			['throughputDuring', 0.2],
			['recovery', 0.2],
		]);
	});

	it('accepts what is better, the same, or a little worse', () => {
		expect(regressions({ recovery: 100, throughputDuring: 50 }, { recovery: 50, throughputDuring: 80 })).toEqual([]);
		expect(regressions({ recovery: 100 }, { recovery: 109 })).toEqual([]);
	});

	it('does not take a hair for a regression', () => {
		expect(
			regressions({ unknownOutcomes: 0, latencyP50During: 2 }, { unknownOutcomes: 1, latencyP50During: 4 }),
		).toEqual([]);
		expect(regressions({ unknownOutcomes: 0 }, { unknownOutcomes: 3 })).toEqual([['unknownOutcomes', Infinity]]);
	});

	it('knows that never is the worst, and that it cannot become worse', () => {
		expect(regressions({ recovery: 100 }, { recovery: null })).toEqual([['recovery', Infinity]]);
		expect(regressions({ recovery: null }, { recovery: null })).toEqual([]);
		expect(regressions({ recovery: null }, { recovery: 100 })).toEqual([]);
	});

	it('names rows that were lost, and counts what it compared', () => {
		const comparison = compareScorecards(scorecard({ recovery: 1 }), scorecard({ recovery: 1 }, 'other'), 0.1);
		expect(comparison).toEqual({ regressions: [], missing: ['raft × crash-primary'], compared: 0 });
	});
});
