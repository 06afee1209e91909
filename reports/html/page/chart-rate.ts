import { outcomes, type RateData } from '../report-data.ts';
import type { Chart } from './time-chart.tsx';
import type { Scheme } from './use-scheme.ts';

/** A line for each way to end. */
export function rateChart(rate: RateData, scheme: Scheme): Chart {
	return {
		scheme,
		height: 190,
		data: [[...rate.seconds], [...rate.ok], [...rate.fail], [...rate.info]],
		series: outcomes.map((outcome) => ({
			label: outcome,
			stroke: scheme[outcome],
			width: 1.8,
			points: { show: rate.seconds.length < 3 },
		})),
		y: {
			scale: { range: (_, __, max) => [0, Math.max((max ?? 0) * 1.08, 1)] },
			axis: { values: (_, splits) => splits.map((value) => `${Number(value.toFixed(3))}/s`) },
		},
	};
}
