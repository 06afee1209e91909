import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import type { FaultData } from '../report-data.ts';
import { ChartLegend } from './chart-legend.tsx';
import { Faults } from './faults-context.ts';
import type { Range } from './run-over-time.tsx';
import { toggled } from './toggled.ts';
import type { Scheme } from './use-scheme.ts';
import { useWidth } from './use-width.ts';

/** What a chart draws; the time axis, the shading and the zoom come from here. */
export interface Chart {
	readonly scheme: Scheme;
	readonly data: uPlot.AlignedData;
	readonly series: readonly uPlot.Series[];
	readonly y: { readonly scale: uPlot.Scale; readonly axis: uPlot.Axis };
	readonly mode?: 1 | 2;
	readonly height: number;
}

/** The left edge of every plot, so that all have the same time axis. */
export const axisWidth = 64;
export const rightPadding = 18;

export function TimeChart({
	chart,
	label,
	range,
	whole,
	zoom,
}: {
	chart: Chart;
	label: string;
	range: Range;
	whole: Range;
	zoom: (range: Range) => void;
}) {
	const [frame, width] = useWidth<HTMLDivElement>();
	const plot = useRef<uPlot>(null);
	const faults = useContext(Faults);
	const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
	useEffect(() => {
		const made = new uPlot(optionsOf(chart, faults, whole, zoom, width), chart.data, frame.current as HTMLElement);
		plot.current = made;
		made.setScale('x', { min: range[0], max: range[1] });
		for (const index of hidden) made.setSeries(index + 1, { show: false });
		return () => made.destroy();
	}, [chart]);
	useEffect(() => plot.current?.setSize({ width, height: chart.height }), [width]);
	useEffect(() => plot.current?.setScale('x', { min: range[0], max: range[1] }), [range[0], range[1]]);
	const toggle = (index: number) => {
		plot.current?.setSeries(index + 1, { show: hidden.has(index) });
		setHidden(toggled(hidden, index));
	};
	return (
		<>
			<div class="chart" role="img" aria-label={label} ref={frame} />
			<ChartLegend series={chart.series} hidden={hidden} toggle={toggle} />
		</>
	);
}

function optionsOf(
	{ scheme, series, y, height }: Chart,
	faults: readonly FaultData[],
	whole: Range,
	zoom: (range: Range) => void,
	width: number,
): uPlot.Options {
	const axis: uPlot.Axis = {
		stroke: scheme.text,
		grid: { stroke: scheme.grid, width: 1 },
		ticks: { stroke: scheme.grid, width: 1, size: 5 },
		font: '12px system-ui, sans-serif',
	};
	return {
		width,
		height,
		padding: [10, rightPadding, 0, 0],
		scales: { x: { time: false, range: (_, min, max) => [min ?? whole[0], max ?? whole[1]] }, y: y.scale },
		axes: [
			{ ...axis, size: 34, space: 78, values: (_, splits) => splits.map((second) => `${Number(second.toFixed(6))} s`) },
			{ ...axis, ...y.axis, size: axisWidth },
		],
		series: [{ label: 'time', value: (_, second) => (second === null ? '' : `${second} s`) }, ...series],
		legend: { show: false },
		cursor: { sync: { key: 'run' }, drag: { x: true, y: false, setScale: false }, points: { show: false } },
		hooks: {
			drawAxes: [(self) => shade(self, faults, scheme)],
			setSelect: [(self) => zoomToSelection(self, zoom)],
			ready: [(self) => self.over.addEventListener('dblclick', () => zoom(whole))],
		},
	};
}

function zoomToSelection(plot: uPlot, zoom: (range: Range) => void): void {
	const { left, width } = plot.select;
	if (width < 3) return;
	zoom([plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]);
	plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}

function shade({ ctx, bbox, valToPos, scales }: uPlot, faults: readonly FaultData[], scheme: Scheme): void {
	const end = scales['x']?.max ?? 0;
	ctx.save();
	ctx.beginPath();
	ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
	ctx.clip();
	for (const { kind, from, to } of faults) {
		const left = valToPos(from / 1e9, 'x', true);
		const right = to === null ? valToPos(end, 'x', true) : valToPos(to / 1e9, 'x', true);
		ctx.fillStyle = scheme.fault(kind);
		ctx.fillRect(left, bbox.top, Math.max(right - left, 1), bbox.height);
	}
	ctx.restore();
}
