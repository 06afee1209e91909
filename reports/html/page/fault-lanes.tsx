import { useMemo } from 'preact/hooks';
import { formatCount, formatDuration, formatSeconds } from '../../format.ts';
import type { CheckerData, FaultData, ReportData } from '../report-data.ts';
import { crowdNote, type Drawn, drawnOf, inWordsOfCrowd, isCrowd, type Scale } from './crowds.ts';
import type { Range } from './run-over-time.tsx';
import { axisWidth } from './time-chart.tsx';
import { usePlot } from './use-plot.ts';

const rowHeight = 24;
const headHeight = 20;

/** A lane for each kind of fault; faults of one kind that overlap lie below each other. The witness is marked above. */
export function FaultLanes({ data, range }: { data: ReportData; range: Range }) {
	const { frame, width, scale } = usePlot(range, data.duration / 1e9);
	const { x, left, right } = scale;
	const lanes = useMemo(() => lanesOf(data.faults), [data]);
	const drawn = lanes.map(({ rows }) => rows.map((faults) => drawnOf(faults, scale)));
	const rows = lanes.reduce((sum, lane) => sum + lane.rows.length, 0);
	const windows = data.checkers.flatMap(windowsOf);
	const height = headHeight + Math.max(rows, 1) * rowHeight;
	return (
		<div ref={frame} class="fault-lanes">
			<svg width={width} height={height} role="img" aria-label={`${data.faults.length} faults over time`}>
				<clipPath id="plot-area">
					<rect x={left} width={right - left} height={height} />
				</clipPath>
				<line class="lane" x1={left} x2={right} y1={headHeight} y2={headHeight} />
				{lanes.map((lane, index) => (
					<Lane key={lane.kind} lane={lane} drawn={drawn[index] ?? []} scale={scale} />
				))}
				{rows === 0 && (
					<text class="process" x={axisWidth + 8} y={headHeight + 16}>
						nothing was broken
					</text>
				)}
				<g clip-path="url(#plot-area)">
					{windows.map(([from, to], index) => (
						<g key={index} class="window-mark">
							<title>{`The anomaly: ${formatSeconds(from)} to ${formatSeconds(to)}`}</title>
							<rect x={x(from / 1e9)} y={0} width={Math.max(x(to / 1e9) - x(from / 1e9), 2)} height={height} />
							{farFromOthers(from, windows.slice(0, index), x) && (
								<text x={x(from / 1e9) + 4} y={13}>
									anomaly
								</text>
							)}
						</g>
					))}
				</g>
			</svg>
			{drawn.flat(2).some(isCrowd) && <p class="note">{crowdNote}</p>}
		</div>
	);
}

interface LaneData {
	readonly kind: string;
	readonly top: number;
	/** In each, faults that do not overlap, in order. */
	readonly rows: readonly (readonly FaultData[])[];
}

/** Kinds in the order of their first fault; within a kind each fault in the first row that is free. */
function lanesOf(faults: readonly FaultData[]): readonly LaneData[] {
	const lanes: LaneData[] = [];
	let top = 0;
	for (const kind of new Set(faults.map((fault) => fault.kind))) {
		const rows: FaultData[][] = [];
		for (const fault of faults.filter((one) => one.kind === kind)) {
			const free = rows.find((row) => (row.at(-1)?.to ?? Number.POSITIVE_INFINITY) <= fault.from);
			if (free === undefined) rows.push([fault]);
			else free.push(fault);
		}
		lanes.push({ kind, top, rows });
		top += rows.length;
	}
	return lanes;
}

function Lane({
	lane,
	drawn,
	scale,
}: {
	lane: LaneData;
	drawn: readonly (readonly Drawn<FaultData>[])[];
	scale: Scale;
}) {
	const top = headHeight + lane.top * rowHeight;
	const bottom = top + lane.rows.length * rowHeight;
	return (
		<g class={`fault-${lane.kind}`}>
			<text class="process" x={axisWidth - 8} y={top + rowHeight / 2 + 4} text-anchor="end">
				{lane.kind.replace('clock-', '')}
			</text>
			<line class="lane" x1={scale.left} x2={scale.right} y1={bottom} y2={bottom} />
			<g clip-path="url(#plot-area)">
				{drawn.map((spans, row) =>
					spans.map((one) => <Span key={one.spans[0]?.id} drawn={one} y={top + row * rowHeight} />),
				)}
			</g>
		</g>
	);
}

function Span({ drawn, y }: { drawn: Drawn<FaultData>; y: number }) {
	const { left, right, spans } = drawn;
	const [fault] = spans as [FaultData];
	const width = Math.max(right - left, 2);
	const label = isCrowd(drawn) ? formatCount(spans.length) : fault.targets;
	const labelAt = Math.max(left, axisWidth);
	return (
		<g class={isCrowd(drawn) ? 'span crowd' : 'span'}>
			<title>{isCrowd(drawn) ? inWordsOfCrowd(drawn, `times ${fault.kind}`) : inWords(fault)}</title>
			<rect x={left} y={y + 3} width={width} height={rowHeight - 6} rx={3} />
			{label.length * 6.4 + 10 < left + width - labelAt && (
				<text x={labelAt + 6} y={y + rowHeight / 2 + 4}>
					{label}
				</text>
			)}
		</g>
	);
}

function inWords({ kind, targets, parameters, from, to, nemesis, meaning }: FaultData): string {
	const length = to === null ? 'never healed' : `for ${formatDuration(to - from)}`;
	return `${kind} ${targets} ${parameters}\nfrom ${formatSeconds(from)} ${length}, by ${nemesis}\n${meaning}`;
}

/** Whether there is room for a label beside those of earlier windows. */
function farFromOthers(from: number, others: readonly (readonly [number, number])[], x: (second: number) => number) {
	return others.every(([other]) => Math.abs(x(other / 1e9) - x(from / 1e9)) > 60);
}

function windowsOf({ anomalies }: CheckerData): (readonly [from: number, to: number])[] {
	return anomalies.flatMap(({ witness }) => {
		if (witness === null || witness.operations.length === 0) return [];
		const times = witness.operations.flatMap(({ invokedAt, completedAt }) => [invokedAt, completedAt ?? invokedAt]);
		return [[Math.min(...times), Math.max(...times)] as const];
	});
}
