import { describe, expect, it } from 'vitest';
import type { Delays } from '../../model/index.ts';
import { linkDelays } from './delays.ts';
import { Draws } from './draws.ts';

/** The delays in milliseconds of messages on links, one each millisecond. */
function delaysOn(links: readonly string[], delays: Delays | undefined, count: number, seed = '1'): number[][] {
	let now = 0;
	const draws = new Draws(seed, () => now);
	const options = { latency: { kind: 'exponential', minMs: 0.2, meanMs: 0.8 } } as const;
	const delaysOf = linkDelays({ options, delays, draws, now: () => now });
	const each = links.map((link) => {
		const [from, to] = link.split('>') as [string, string];
		return delaysOf(from, to, draws.random(`link:${link}`));
	});
	return each.map((delay) =>
		Array.from({ length: count }, (_, i) => {
			now = i * 1e6;
			return delay() / 1e6;
		}),
	);
}

const links = ['n1>n2', 'n2>n1', 'n1>n3', 'n3>n1', 'n2>n3', 'n3>n2'];
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('delays', () => {
	it('are drawn around the mean that was asked for, and as usual afterwards', () => {
		const [delays = []] = delaysOn(['n1>n2'], { kind: 'drawn', meanMs: 10, untilMs: 5000 }, 10_000);
		expect(Math.abs(mean(delays.slice(0, 5000)) - 10)).toBeLessThan(0.5);
		expect(Math.abs(mean(delays.slice(5000)) - 1)).toBeLessThan(0.1);
	});

	it('are constant but for some links', () => {
		const except = [{ from: 'n1', to: 'n3' }];
		const each = delaysOn(links, { kind: 'constant', ms: 2, except }, 50);
		const varying = links.filter((_, i) => new Set(each[i]).size > 1);
		expect(varying).toEqual(['n1>n3']);
		expect(each[0]).toEqual(Array.from({ length: 50 }, () => 2));
	});
});

describe('delays by priorities', () => {
	const priorities: Delays = { kind: 'priorities' };

	it('keep the order of a link’s messages', () => {
		for (const delays of delaysOn(links, priorities, 3000)) {
			const arrivals = delays.map((delay, i) => i + delay);
			expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
		}
	});

	it('make some links much slower than others, and other links for another seed', () => {
		const slowest = (seed: string): number => {
			const means = delaysOn(links, priorities, 150, seed).map(mean);
			expect(Math.max(...means)).toBeGreaterThan(Math.min(...means) + 1);
			return means.indexOf(Math.max(...means));
		};
		expect(new Set(Array.from({ length: 20 }, (_, seed) => slowest(String(seed)))).size).toBeGreaterThan(3);
	});

	it('change at a few moments: then a link becomes the slowest of all', () => {
		const [delays = []] = delaysOn(['n1>n2'], priorities, 20_000, '3');
		const smooth = delays.map((_, i) => mean(delays.slice(Math.max(0, i - 20), i + 1)));
		const jumps = smooth.filter((value, i) => i >= 40 && Math.abs(value - (smooth[i - 40] as number)) > 2);
		expect(Math.max(...smooth) - Math.min(...smooth.slice(20))).toBeGreaterThan(2);
		expect(jumps.length).toBeLessThan(2000);
	});

	it('are healthy in the end', () => {
		const each = delaysOn(links, { ...priorities, untilMs: 100 }, 3000);
		for (const delays of each) expect(mean(delays.slice(200))).toBeLessThan(1.3);
	});
});
