import { useMemo } from 'preact/hooks';
import type { ClockData, NodeClockData } from '../report-data.ts';
import { clockChart, offsetText } from './chart-clocks.ts';
import type { Range } from './run-over-time.tsx';
import { TimeChart } from './time-chart.tsx';
import type { Scheme } from './use-scheme.ts';

const sources: Readonly<Record<ClockData['source'], string>> = {
	clock: 'how far each clock was off: exact, from the trace of the simulation',
	told: 'how far each clock was off, by what its node was told and confirmed (from the trace); nobody read the clocks',
	faults:
		'how far each clock was off, reckoned from the faults as they were injected; no trace says when they took effect',
};

/** How far off clocks were, as lines over time and, for whoever does not see them, as a table. */
export function ClockOffsets({
	clocks,
	scheme,
	range,
	whole,
	zoom,
}: {
	clocks: ClockData;
	scheme: Scheme;
	range: Range;
	whole: Range;
	zoom: (range: Range) => void;
}) {
	const chart = useMemo(() => clockChart(clocks, scheme), [scheme]);
	return (
		<div class="clocks">
			<h3>
				Clock offsets <small>{sources[clocks.source]}</small>
			</h3>
			<TimeChart chart={chart} label={inWords(clocks)} range={range} whole={whole} zoom={zoom} />
			<p class="note">
				Ahead of the true time is above zero. The axis is logarithmic.
				{clocks.nodes.some(({ isThinned }) => isThinned) &&
					' A clock that jumps very often is drawn by the lowest and the highest offset in each slice of time.'}
			</p>
			<details>
				<summary>Clocks as a table</summary>
				<div class="scroll">
					<ClockTable nodes={clocks.nodes} />
				</div>
			</details>
		</div>
	);
}

function inWords({ nodes }: ClockData): string {
	const each = nodes.map(
		({ name, behindMs, aheadMs }) => `${name} from ${offsetText(behindMs)} to ${offsetText(aheadMs)}`,
	);
	return `Clock offsets over time: ${each.join('; ')}`;
}

function ClockTable({ nodes }: { nodes: readonly NodeClockData[] }) {
	return (
		<table class="clock-table">
			<thead>
				<tr>
					{['Node', 'Most behind', 'Most ahead', 'Speed', 'Jumps', 'Wrong for'].map((title) => (
						<th key={title} scope="col">
							{title}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{nodes.map(({ name, behindMs, aheadMs, slowest, fastest, jumps, wrongSeconds }) => (
					<tr key={name}>
						<th scope="row">{name}</th>
						<td>{offsetText(behindMs)}</td>
						<td>{offsetText(aheadMs)}</td>
						<td>{slowest === fastest ? 'right' : `${slowest}× to ${fastest}×`}</td>
						<td>{jumps}</td>
						<td>{Number(wrongSeconds.toPrecision(4))} s</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}
