import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../runtimes/random.ts';
import { medianOf } from './median.ts';

describe('the median of samples', () => {
	it.each([
		[[3, 1, 2], 2],
		[[4, 1, 2, 3], 2.5],
		[[5], 5],
		[[], null],
		[[1, null, null], null],
		[[1, 2, null], 2],
	] as const)('of %j is %s', (samples, median) => {
		expect(medianOf(samples).median).toBe(median);
	});

	it('has an interval as wide as the samples where there are few, and says what that is worth', () => {
		expect(medianOf([1, 2, 3, 4, 5])).toMatchObject({ low: 1, high: 5, confidence: 1 - 2 / 32 });
		expect(medianOf([1, null, 3])).toMatchObject({ low: 1, high: null, confidence: 0.75 });
	});

	it('leaves out the extremes where there are enough', () => {
		const samples = Array.from({ length: 20 }, (_, i) => i + 1);
		// The table of the binomial distribution for n = 20, p = 1/2: P(X <= 5) = 0.0207.
		expect(medianOf(samples)).toMatchObject({ low: 6, high: 15 });
		expect(medianOf(samples).confidence).toBeCloseTo(1 - 2 * 0.0207, 3);
	});

	it('does not depend on the order', () => {
		fc.assert(
			fc.property(fc.array(fc.option(fc.integer())), (samples) => {
				const { samples: _, ...there } = medianOf(samples);
				const { samples: __, ...back } = medianOf([...samples].reverse());
				expect(back).toEqual(there);
			}),
		);
	});

	it('holds the true median about as often as it says', () => {
		const random = createRandom('1', 'median');
		const rounds = 4000;
		let held = 0;
		let confidence = 0;
		for (let round = 0; round < rounds; round++) {
			// Skewed, with the median 0.25.
			const figure = medianOf(Array.from({ length: 11 }, () => random.next() ** 2));
			confidence = figure.confidence;
			if ((figure.low as number) <= 0.25 && (figure.high as number) >= 0.25) held++;
		}
		expect(confidence).toBeGreaterThan(0.95);
		expect(Math.abs(held / rounds - confidence)).toBeLessThan(0.015);
	});
});
