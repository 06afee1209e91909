import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { type Distribution, drawNanos } from './distribution.ts';

const mean = (distribution: Distribution): number => {
	const random = createRandom('1', 'test');
	let sum = 0;
	for (let i = 0; i < 100_000; i++) sum += drawNanos(distribution, random);
	return sum / 100_000 / 1e6;
};

describe('drawNanos', () => {
	it('has the mean that its distribution names', () => {
		expect(mean({ kind: 'constant', ms: 3 })).toBe(3);
		expect(mean({ kind: 'uniform', minMs: 2, maxMs: 4 })).toBeCloseTo(3, 1);
		expect(mean({ kind: 'exponential', minMs: 1, meanMs: 2 })).toBeCloseTo(3, 1);
	});

	it('follows the exponential law: 63.2% lie below the mean', () => {
		const random = createRandom('1', 'test');
		let below = 0;
		for (let i = 0; i < 100_000; i++) {
			if (drawNanos({ kind: 'exponential', minMs: 0, meanMs: 5 }, random) < 5e6) below++;
		}
		expect(below / 100_000).toBeCloseTo(0.632, 2);
	});
});
