import fc from 'fast-check';
import { expect, it } from 'vitest';
import { drawnOf, type Scale } from './crowds.ts';

/** A thousand seconds on as many pixels. */
const scale: Scale = { x: (second) => second, left: 0, right: 1000, end: 1000 };
const span = (from: number, to: number | null) => ({ from: from * 1e9, to: to === null ? null : to * 1e9 });

it('draws spans that can be told apart each by itself, and the last one to the end', () => {
	expect(drawnOf([span(10, 20), span(20, 21), span(500, null)], scale)).toEqual([
		{ left: 10, right: 20, spans: [span(10, 20)] },
		{ left: 20, right: 21, spans: [span(20, 21)] },
		{ left: 500, right: 1000, spans: [span(500, null)] },
	]);
});

it('draws narrow neighbours as one crowd, but not those with room between them', () => {
	const [a, b, c] = [span(10, 10.1), span(10.2, 10.3), span(30, 30.1)];
	expect(drawnOf([a, b, c], scale)).toEqual([
		{ left: 10, right: 11.2, spans: [a, b] },
		{ left: 30, right: 31, spans: [c] },
	]);
});

it('leaves out what is out of sight', () => {
	const zoomed = { ...scale, x: (second: number) => (second - 400) * 10 };
	expect(drawnOf([span(1, 2), span(399, 401), span(450, 451), span(600, 700)], zoomed)).toMatchObject([
		{ spans: [span(399, 401)] },
		{ spans: [span(450, 451)] },
	]);
});

it('has each span in sight once, in order, and never more drawings than the pixels have room for', () => {
	const gaps = fc.array(
		fc.tuple(fc.double({ min: 0, max: 2, noNaN: true }), fc.double({ min: 0, max: 9, noNaN: true })),
		{
			maxLength: 5000,
		},
	);
	fc.assert(
		fc.property(gaps, (lengths) => {
			let at = 0;
			const spans = lengths.map(([gap, length]) => {
				const from = at + gap;
				at = from + length;
				return span(from, at);
			});
			const drawn = drawnOf(spans, scale);
			expect(drawn.flatMap((one) => one.spans)).toEqual(spans.filter(({ from }) => from / 1e9 <= 1000));
			expect(drawn.length).toBeLessThan(700);
		}),
	);
});
