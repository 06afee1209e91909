import { useMemo, useState } from 'preact/hooks';
import { formatCount } from '../../format.ts';
import type { ReportData } from '../report-data.ts';
import { latencyChart } from './chart-latency.ts';
import { rateChart } from './chart-rate.ts';
import { FaultLanes } from './fault-lanes.tsx';
import { TimeChart } from './time-chart.tsx';
import { useScheme } from './use-scheme.ts';

/** Seconds since the start of the run. */
export type Range = readonly [from: number, to: number];

/** Faults, latency and rate over the whole run, on one time axis that all three zoom together. */
export function RunOverTime({ data }: { data: ReportData }) {
	const whole: Range = [0, Math.max(data.duration / 1e9, 0.001)];
	const [range, setRange] = useState<Range>(whole);
	const scheme = useScheme();
	const latency = useMemo(() => latencyChart(data.latency, scheme), [scheme]);
	const rate = useMemo(() => rateChart(data.rate, scheme), [scheme]);
	const zoomed = range[0] !== whole[0] || range[1] !== whole[1];
	const { latency: shown, rate: perSecond } = data;
	return (
		<section aria-labelledby="over-time" class="over-time">
			<h2 id="over-time">
				The run over time
				{zoomed && (
					<button type="button" class="choice" onClick={() => setRange(whole)}>
						whole run
					</button>
				)}
			</h2>
			<p class="hint">Drag over a chart to zoom in; double-click for the whole run.</p>
			<h3>Faults</h3>
			<FaultLanes data={data} range={range} />
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
		</section>
	);
}
