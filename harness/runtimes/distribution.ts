import type { Distribution, Random } from '../model/index.ts';

/** One draw, in nanoseconds: always a whole number. */
export function drawNanos(distribution: Distribution, random: Random): number {
	return Math.round(drawMs(distribution, random) * 1e6);
}

/** The same, in milliseconds. */
export function drawMs(distribution: Distribution, random: Random): number {
	switch (distribution.kind) {
		case 'constant':
			return distribution.ms;
		case 'uniform':
			return distribution.minMs + random.next() * (distribution.maxMs - distribution.minMs);
		case 'exponential':
			return distribution.minMs + distribution.meanMs * exponentialQuantile(random.next());
		case 'long-tail':
			return boundedParetoQuantile(distribution.minMs, distribution.maxMs, random.next());
	}
}

/**
 * `-ln(1 - u)`, interpolated in a table. `Math.log` is not used, for the standard lets it differ in the last bit from
 * one engine to the next, and one bit here would give another run. Addition, multiplication and division are exact.
 */
function exponentialQuantile(u: number): number {
	const position = u * (quantiles.length - 1);
	const index = Math.floor(position);
	const low = quantiles[index] as number;
	return low + (position - index) * ((quantiles[index + 1] as number) - low);
}

/** Of shape 1, where no power is needed: division alone, and so exact. */
function boundedParetoQuantile(min: number, max: number, u: number): number {
	return min <= 0 || max <= min ? min : (min * max) / (max - u * (max - min));
}

const quantiles: readonly number[] = Array.from({ length: 1025 }, (_, i) => naturalLog(1025 / (1025 - i)));

/** The natural logarithm of x ≥ 1: halvings, then the series of 2·artanh((x-1)/(x+1)). */
function naturalLog(x: number): number {
	let rest = x;
	let halvings = 0;
	for (; rest >= 2; rest /= 2) halvings++;
	return halvings * artanhSeries(2) + artanhSeries(rest);
}

function artanhSeries(x: number): number {
	const ratio = (x - 1) / (x + 1);
	let power = ratio;
	let sum = 0;
	for (let k = 1; k < 60; k += 2) {
		sum += power / k;
		power *= ratio * ratio;
	}
	return 2 * sum;
}
