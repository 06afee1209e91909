import { describe, expect, it } from 'vitest';
import type { Distribution } from '../model/index.ts';
import { drawNanos } from './distribution.ts';
import { createRandom } from './random.ts';

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

	it('has a long tail: half below twice the least, one in ten above ten times, none above the most', () => {
		const random = createRandom('1', 'test');
		const draws = Array.from({ length: 100_000 }, () =>
			drawNanos({ kind: 'long-tail', minMs: 1, maxMs: 1000 }, random),
		);
		const share = (matches: (nanos: number) => boolean): number => draws.filter(matches).length / draws.length;
		expect(share((nanos) => nanos < 2e6)).toBeCloseTo(0.5, 2);
		expect(share((nanos) => nanos > 10e6)).toBeCloseTo(0.1, 2);
		expect(share((nanos) => nanos > 100e6)).toBeCloseTo(0.01, 2);
		expect(share((nanos) => nanos < 1e6 || nanos > 1000e6)).toBe(0);
	});
});
