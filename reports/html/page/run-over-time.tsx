import { useEffect, useMemo, useState } from 'preact/hooks';
import { formatCount } from '../../format.ts';
import type { ReportData } from '../report-data.ts';
import { latencyChart } from './chart-latency.ts';
import { rateChart } from './chart-rate.ts';
import { ClockOffsets } from './clock-offsets.tsx';
import { FaultLanes } from './fault-lanes.tsx';
import { NodeLanes } from './node-lanes.tsx';
import { NodeLogs } from './node-logs.tsx';
import { TimeChart } from './time-chart.tsx';
import { useScheme } from './use-scheme.ts';
import { ZoomControls } from './zoom-controls.tsx';

/** Seconds since the start of the run. */
export type Range = readonly [from: number, to: number];

/** Faults, nodes, latency, rate and clocks over the whole run, on one time axis that all zoom together. */
export function RunOverTime({ data, moment }: { data: ReportData; moment: number | null }) {
	const whole: Range = [0, Math.max(data.duration / 1e9, 0.001)];
	const [range, setRange] = useState<Range>(whole);
	const scheme = useScheme();
	useEffect(() => {
		if (moment !== null) setRange(around(moment / 1e9, whole));
	}, [moment]);
	const latency = useMemo(() => latencyChart(data.latency, scheme), [scheme]);
	const rate = useMemo(() => rateChart(data.rate, scheme), [scheme]);
	const { latency: shown, rate: perSecond } = data;
	const nodes = data.trace?.nodes ?? [];
	return (
		<section aria-labelledby="over-time" class="over-time">
			<h2 id="over-time">The run over time</h2>
			<p class="hint">Drag over a chart to zoom in; double-click for the whole run.</p>
			<ZoomControls range={range} whole={whole} zoom={setRange} />
			<h3>Faults</h3>
			<FaultLanes data={data} range={range} />
			{nodes.length > 0 && (
				<>
					<h3>
						Nodes <small>what each was: its role and its term, ballot or epoch</small>
					</h3>
					<NodeLanes nodes={nodes} range={range} end={whole[1]} />
					<NodeLogs nodes={nodes} range={range} />
				</>
			)}
			<h3>
				Latency{' '}
				<small>
					of each operation by the time of its call, and of those that ended ok the median and the 99th percentile
				</small>
			</h3>
			<TimeChart
				chart={latency}
				label="Latency in milliseconds over time"
				range={range}
				whole={whole}
				zoom={setRange}
			/>
			{shown.seconds.length < shown.total && (
				<p class="note">
					{formatCount(shown.seconds.length)} of {formatCount(shown.total)} operations are drawn: in each slice of time
					the fastest, the slowest and others evenly between them. Percentiles and rates count all.
				</p>
			)}
			<h3>
				Rate <small>operations a second by how they ended, in slices of {perSecond.sliceSeconds} s</small>
			</h3>
			<TimeChart chart={rate} label="Operations a second over time" range={range} whole={whole} zoom={setRange} />
			{data.clocks !== null && (
				<ClockOffsets clocks={data.clocks} scheme={scheme} range={range} whole={whole} zoom={setRange} />
			)}
		</section>
	);
}

/** A tenth of the run, at least two seconds, with a moment in the middle. */
function around(second: number, [from, to]: Range): Range {
	const half = Math.max(1, (to - from) / 20);
	return [Math.max(from, second - half), Math.min(to, second + half)];
}
