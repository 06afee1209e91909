import { describe, expect, it } from 'vitest';
import { type Branch, Draws } from './draws.ts';

/** A clock in the test's hand, and the draws for one purpose at it. */
function drawsAt(seed: string, purpose: string, branches: readonly Branch[] = []): (time: number) => number {
	let time = 0;
	const random = new Draws(seed, () => time, branches).random(purpose);
	return (at) => {
		time = at;
		return random.integer(0, 2 ** 32 - 1);
	};
}

describe('Draws', () => {
	it('are the same for the same seed, purpose and moment, whatever was drawn before', () => {
		const [all, few] = [drawsAt('7', 'link:n1>n2'), drawsAt('7', 'link:n1>n2')];
		const drawn = new Map([0, 5, 1_000_000, 7_000_000_000, 2 ** 40].map((time) => [time, all(time)]));
		for (const time of [5, 7_000_000_000, 2 ** 40]) expect(few(time)).toBe(drawn.get(time));
		// Written down: a change here changes what every published seed means.
		expect([...drawn.values()]).toMatchInlineSnapshot(`
			[
			  2662565862,
			  672951454,
			  2494281110,
			  2254115710,
			  713131429,
			]
		`);
	});

	it('differ by seed, purpose, moment, and number at the moment', () => {
		const moments = [0, 1, 2 ** 32, 2 ** 33, 2 ** 33 + 1];
		const draws = [drawsAt('7', 'a'), drawsAt('8', 'a'), drawsAt('7', 'b')].flatMap((draw) =>
			moments.flatMap((time) => [draw(time), draw(time)]),
		);
		expect(new Set(draws).size).toBe(draws.length);
	});

	it('are those of another seed from a branch on', () => {
		const branched = drawsAt('7', 'a', [
			{ at: 100, seed: '8' },
			{ at: 200, seed: '9' },
		]);
		const seeds = ['7', '8', '9'].map((seed) => drawsAt(seed, 'a'));
		for (const [time, seed] of [
			[0, 0],
			[99, 0],
			[100, 1],
			[199, 1],
			[200, 2],
		] as const) {
			expect(branched(time)).toBe(seeds[seed]?.(time));
		}
	});

	it('are uniform over moments, and those of neighbours have nothing to do with each other', () => {
		const draw = drawsAt('3', 'link:n1>n2');
		const unit = Array.from({ length: 40_000 }, (_, time) => draw(time) / 2 ** 32);
		const buckets = new Array<number>(20).fill(0);
		for (const value of unit) (buckets[Math.floor(value * 20)] as number)++;
		for (const count of buckets) expect(Math.abs(count - 2000)).toBeLessThan(220);
		const centred = unit.map((value) => value - 0.5);
		const correlation =
			centred.slice(1).reduce((sum, value, i) => sum + value * (centred[i] as number), 0) /
			centred.reduce((sum, value) => sum + value * value, 0);
		expect(Math.abs(correlation)).toBeLessThan(0.02);
	});
});
