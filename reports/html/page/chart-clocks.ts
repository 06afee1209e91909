import uPlot from 'uplot';
import type { ClockData } from '../report-data.ts';
import { distinct } from './distinct.ts';
import type { Chart } from './time-chart.tsx';
import type { Scheme } from './use-scheme.ts';

const decades = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];
const ticks = [...decades.map((decade) => -decade).reverse(), 0, ...decades];
const ticksMax = 7;

/** A line for each clock that was off. The axis is linear within a millisecond of the right time, and logarithmic beyond. */
export function clockChart({ nodes }: ClockData, scheme: Scheme): Chart {
	return {
		scheme,
		height: 210,
		data: uPlot.join(nodes.map(({ seconds, offsets }) => [distinct(seconds), [...offsets]])),
		series: nodes.map(({ name }, i) => ({
			label: name,
			stroke: scheme.lines[i % scheme.lines.length] as string,
			// Colours come again after some nodes; then the line is broken.
			dash: i < scheme.lines.length ? [] : [6, 3],
			width: 1.6,
			points: { show: false },
		})),
		y: {
			scale: {
				distr: 4,
				asinh: 1,
				range: (_, min, max) => [withRoom(Math.min(min ?? 0, -1)), withRoom(Math.max(max ?? 0, 1))],
			},
			axis: {
				splits: (_, __, min, max) => ticksWithin(min, max),
				// Not only the powers of ten, which is what such an axis shows unless it is told.
				filter: (_, splits) => splits,
				values: (_, splits) => splits.map(offsetText),
			},
		},
	};
}

/** So that a line at the edge is seen. */
function withRoom(offset: number): number {
	return offset * 1.5;
}

/** All decades, or so few that they stand apart; zero is always among them. */
function ticksWithin(min: number, max: number): number[] {
	const within = ticks.filter((tick) => tick >= min && tick <= max);
	const step = Math.ceil(within.length / ticksMax);
	const zero = within.indexOf(0);
	return within.filter((_, i) => (i - zero) % step === 0);
}

/** `+1.2 s`, `−40 ms`, `0` */
export function offsetText(ms: number): string {
	if (ms === 0) return '0';
	const size = Math.abs(ms);
	const text = size >= 1_000 ? `${Number((size / 1_000).toPrecision(3))} s` : `${Number(size.toPrecision(3))} ms`;
	return `${ms > 0 ? '+' : '−'}${text}`;
}
