import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimize } from './minimize.ts';

describe('minimize', () => {
	it('keeps exactly what is needed, when that is a set of items', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.uniqueArray(fc.nat(200), { maxLength: 40 }),
				fc.func(fc.boolean()),
				async (items, isNeeded) => {
					const needed = items.filter((item) => isNeeded(item));
					const minimal = await minimize(items, async (kept) => needed.every((item) => kept.includes(item)));
					expect(minimal).toEqual(needed);
				},
			),
		);
	});

	it('leaves a list out of which no item can be taken, whatever the test is', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uniqueArray(fc.nat(20), { maxLength: 12 }), fc.func(fc.boolean()), async (items, judge) => {
				const whole = JSON.stringify(items);
				const passes = (kept: readonly number[]): boolean => JSON.stringify(kept) === whole || judge(kept.join());
				const minimal = await minimize(items, async (kept) => passes(kept));
				expect(passes(minimal)).toBe(true);
				for (let i = 0; i < minimal.length; i++) expect(passes(minimal.toSpliced(i, 1))).toBe(false);
			}),
		);
	});

	it('needs few tests to find two of a thousand', async () => {
		let tests = 0;
		const items = Array.from({ length: 1000 }, (_, i) => i);
		const minimal = await minimize(items, async (kept) => {
			tests++;
			return kept.includes(300) && kept.includes(700);
		});
		expect(minimal).toEqual([300, 700]);
		expect(tests).toBeLessThan(60);
	});
});
