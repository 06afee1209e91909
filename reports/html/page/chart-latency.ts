import uPlot from 'uplot';
import { type LatencyData, outcomes } from '../report-data.ts';
import { distinct } from './distinct.ts';
import type { Chart } from './time-chart.tsx';
import type { Scheme } from './use-scheme.ts';

const names = { ok: 'ok', fail: 'fail', info: 'info (until given up)' };
const ticks = [0.001, 0.01, 0.1, 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/** A point for each operation, coloured by how it ended, under the lines of two percentiles; the axis is logarithmic. */
export function latencyChart(latency: LatencyData, scheme: Scheme): Chart {
	const { percentiles } = latency;
	const tables: uPlot.AlignedData[] = outcomes.map((_, outcome) => pointsOf(latency, outcome));
	tables.push([[...percentiles.seconds], [...percentiles.p50], [...percentiles.p99]]);
	return {
		scheme,
		height: 260,
		// Lines break at slices without operations (null), but not at the moments of points, which are no values of theirs.
		data: uPlot.join(
			tables,
			tables.map(({ length }) => (length === 3 ? [0, 1, 1] : [0, 0])),
		),
		series: [
			...outcomes.map((outcome) => pointSeries(names[outcome], scheme[outcome], outcome)),
			lineSeries('median', scheme.ink, [], 1.5),
			lineSeries('99th percentile', scheme.ink, [5, 4], 1),
		],
		y: {
			scale: { distr: 3, log: 10, range: (_, min, max) => decades(min, max) },
			axis: {
				splits: (_, __, min, max) => ticks.filter((tick) => tick >= min * 0.999 && tick <= max * 1.001),
				values: (_, splits) => splits.map((millis) => (millis >= 1_000 ? `${millis / 1_000} s` : `${millis} ms`)),
			},
		},
	};
}

function pointsOf({ seconds, millis, outcomes: ends }: LatencyData, outcome: number): uPlot.AlignedData {
	const own = seconds.flatMap((second, index) =>
		ends[index] === outcome ? [[second, millis[index] as number] as const] : [],
	);
	own.sort(([a], [b]) => a - b);
	return [distinct(own.map(([second]) => second)), own.map(([, latency]) => latency)];
}

function decades(min: number | null, max: number | null): [number, number] {
	const low = 10 ** Math.floor(Math.log10(min ?? 1));
	const high = 10 ** Math.ceil(Math.log10(max ?? 10));
	return [low, high > low ? high : low * 10];
}

function pointSeries(label: string, color: string, outcome: (typeof outcomes)[number]): uPlot.Series {
	const size = outcome === 'ok' ? 4 : 5.5;
	return { label, stroke: color, fill: color, paths: () => null, points: { show: true, size, fill: color, width: 0 } };
}

function lineSeries(label: string, color: string, dash: number[], width: number): uPlot.Series {
	return { label, stroke: color, dash, width, points: { show: false } };
}
