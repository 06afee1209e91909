import { formatDuration, formatSeconds } from '../../format.ts';
import type { CheckerData, FaultData, ReportData } from '../report-data.ts';
import type { Range } from './run-over-time.tsx';
import { axisWidth, rightPadding } from './time-chart.tsx';
import { useWidth } from './use-width.ts';

const rowHeight = 24;
const headHeight = 20;

/** A lane for each kind of fault; faults of one kind that overlap lie below each other. The witness is marked above. */
export function FaultLanes({ data, range }: { data: ReportData; range: Range }) {
	const [frame, width] = useWidth<HTMLDivElement>();
	const plotWidth = Math.max(width - axisWidth - rightPadding, 50);
	const x = (second: number) => axisWidth + ((second - range[0]) / (range[1] - range[0])) * plotWidth;
	const lanes = lanesOf(data.faults);
	const rows = lanes.reduce((sum, { depth }) => sum + depth, 0);
	const windows = data.checkers.flatMap(windowsOf);
	const height = headHeight + Math.max(rows, 1) * rowHeight;
	return (
		<div ref={frame} class="fault-lanes">
			<svg width={width} height={height} role="img" aria-label={`${data.faults.length} faults over time`}>
				<clipPath id="plot-area">
					<rect x={axisWidth} width={plotWidth} height={height} />
				</clipPath>
				<line class="lane" x1={axisWidth} x2={axisWidth + plotWidth} y1={headHeight} y2={headHeight} />
				{lanes.map((lane) => (
					<Lane key={lane.kind} lane={lane} x={x} width={plotWidth} end={data.duration / 1e9} />
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
		</div>
	);
}

interface LaneData {
	readonly kind: string;
	readonly top: number;
	readonly depth: number;
	readonly faults: readonly { readonly fault: FaultData; readonly row: number }[];
}

/** Kinds in the order of their first fault; within a kind each fault in the first row that is free. */
function lanesOf(faults: readonly FaultData[]): readonly LaneData[] {
	const lanes: LaneData[] = [];
	let top = 0;
	for (const kind of new Set(faults.map((fault) => fault.kind))) {
		const freeAt: number[] = [];
		const placed = faults
			.filter((fault) => fault.kind === kind)
			.map((fault) => {
				const free = freeAt.findIndex((time) => time <= fault.from);
				const row = free === -1 ? freeAt.length : free;
				freeAt[row] = fault.to ?? Number.POSITIVE_INFINITY;
				return { fault, row };
			});
		lanes.push({ kind, top, depth: freeAt.length, faults: placed });
		top += freeAt.length;
	}
	return lanes;
}

function Lane({ lane, x, width, end }: { lane: LaneData; x: (second: number) => number; width: number; end: number }) {
	const top = headHeight + lane.top * rowHeight;
	const bottom = top + lane.depth * rowHeight;
	return (
		<g class={`fault-${lane.kind}`}>
			<text class="process" x={axisWidth - 8} y={top + rowHeight / 2 + 4} text-anchor="end">
				{lane.kind.replace('clock-', '')}
			</text>
			<line class="lane" x1={axisWidth} x2={axisWidth + width} y1={bottom} y2={bottom} />
			<g clip-path="url(#plot-area)">
				{lane.faults.map(({ fault, row }) => (
					<Span key={fault.id} fault={fault} x={x} y={top + row * rowHeight} end={end} />
				))}
			</g>
		</g>
	);
}

function Span({ fault, x, y, end }: { fault: FaultData; x: (second: number) => number; y: number; end: number }) {
	const left = x(fault.from / 1e9);
	const width = Math.max(x(fault.to === null ? end : fault.to / 1e9) - left, 2);
	const labelAt = Math.max(left, axisWidth);
	const fits = fault.targets.length * 6.4 + 10 < left + width - labelAt;
	const length = fault.to === null ? 'never healed' : `for ${formatDuration(fault.to - fault.from)}`;
	return (
		<g class="span">
			<title>
				{`${fault.kind} ${fault.targets} ${fault.parameters}\nfrom ${formatSeconds(fault.from)} ${length}, by ${fault.nemesis}\n${fault.meaning}`}
			</title>
			<rect x={left} y={y + 3} width={width} height={rowHeight - 6} rx={3} />
			{fits && (
				<text x={labelAt + 6} y={y + rowHeight / 2 + 4}>
					{fault.targets}
				</text>
			)}
		</g>
	);
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
