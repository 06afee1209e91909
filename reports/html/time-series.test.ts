import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History } from '../../harness/model/index.ts';
import { type Ended, endedOperations, latencyOf, pointsMax, rateOf, sliceSecondsFor } from './time-series.ts';

const seconds = 1e9;

describe('endedOperations', () => {
	it('pairs by process, counts an info from the moment of giving up, and leaves out what never ended', () => {
		const history = History.of([
			{ time: 0, process: 0, type: 'invoke', f: 'read', value: null },
			{ time: 5, process: 1, type: 'invoke', f: 'read', value: null },
			{ time: 7, process: 0, type: 'ok', f: 'read', value: 1 },
			{ time: 9, process: 0, type: 'invoke', f: 'read', value: null },
			{ time: 11, process: 1, type: 'info', f: 'read', value: null, error: 'timeout' },
		]);
		expect(endedOperations(history)).toEqual([
			{ invokedAt: 0, endedAt: 7, outcome: 0, id: 0 },
			{ invokedAt: 5, endedAt: 11, outcome: 2, id: 1 },
		]);
	});
});

describe('rateOf', () => {
	it('counts every operation once', () => {
		fc.assert(
			fc.property(fc.array(endedOperation()), (ended) => {
				const { ok, fail, info, sliceSeconds } = rateOf(ended, 100 * seconds);
				const total = [...ok, ...fail, ...info].reduce((sum, rate) => sum + rate * sliceSeconds, 0);
				expect(total).toBeCloseTo(ended.length, 3);
			}),
		);
	});

	it('uses slices that are easy to read, 150 at most', () => {
		expect(sliceSecondsFor(1 * seconds)).toBe(0.05);
		expect(sliceSecondsFor(20 * seconds)).toBe(0.2);
		expect(sliceSecondsFor(3600 * seconds)).toBe(30);
	});
});

describe('latencyOf', () => {
	it('shows every operation of a small run', () => {
		const {
			seconds: times,
			millis,
			outcomes,
			ids,
		} = latencyOf([{ invokedAt: 2e9, endedAt: 2.004e9, outcome: 1, id: 7 }], 3e9);
		expect([times, millis, outcomes, ids]).toEqual([[2], [4], [1], [7]]);
	});

	it('thins a big run out, but keeps the fastest and the slowest', () => {
		const ended = manyOperations(100_000);
		const { millis, total } = latencyOf(ended, 100 * seconds);
		const all = ended.map(({ invokedAt, endedAt }) => (endedAt - invokedAt) / 1e6);
		expect(total).toBe(100_000);
		expect(millis.length).toBeGreaterThan(pointsMax / 2);
		expect(millis.length).toBeLessThanOrEqual(pointsMax);
		expect(Math.max(...millis)).toBeCloseTo(Math.max(...all), 6);
		expect(Math.min(...millis)).toBeCloseTo(Math.min(...all), 6);
	});

	it('takes percentiles over all operations that ended ok', () => {
		const ended = Array.from({ length: 100 }, (_, i) => ({ invokedAt: 0, endedAt: (i + 1) * 1e6, outcome: 0, id: i }));
		ended.push({ invokedAt: 0, endedAt: 900e6, outcome: 2, id: 100 });
		const { p50, p99 } = latencyOf(ended, 1 * seconds).percentiles;
		expect([p50[0], p99[0], p50[1]]).toEqual([50, 99, null]);
	});
});

function endedOperation(): fc.Arbitrary<Ended> {
	return fc
		.tuple(fc.integer({ min: 0, max: 50e9 }), fc.integer({ min: 0, max: 50e9 }), fc.integer({ min: 0, max: 2 }))
		.map(([invokedAt, takes, outcome]) => ({ invokedAt, endedAt: invokedAt + takes, outcome, id: 0 }));
}

function manyOperations(count: number): Ended[] {
	return Array.from({ length: count }, (_, i) => {
		const invokedAt = i * 1e6;
		return { invokedAt, endedAt: invokedAt + 1e6 + ((i * 7919) % 10_007) * 1e4, outcome: i % 3, id: i };
	});
}
