import { useContext } from 'preact/hooks';
import { formatDuration, formatSeconds } from '../../format.ts';
import type { FaultData, OperationData, WitnessData, WitnessPath } from '../report-data.ts';
import { Faults } from './faults-context.ts';
import { useWidth } from './use-width.ts';
import { type BarLayout, labelWidth, layOutWitness, pointsOf, type WitnessLayout } from './witness-layout.ts';

const laneHeight = 46;
const barHeight = 28;
const gutter = 96;
const bandLabelHeight = 15;
const bandLabelsMax = 4;

/** Lanes of processes with a bar for each operation, over the faults of that time. */
export function WitnessTimeline({
	witness,
	scale,
	path,
}: {
	witness: WitnessData;
	scale: 'order' | 'time';
	path: WitnessPath | undefined;
}) {
	const [frame, width] = useWidth<HTMLDivElement>();
	const layout = layOutWitness(witness.operations, scale, Math.max(width - gutter - 4, 320));
	const processes = [...new Set(witness.operations.map(({ process }) => process))].sort((a, b) => a - b);
	const bands = bandsOf(useContext(Faults), layout);
	const headHeight = 8 + Math.min(bands.length, bandLabelsMax) * bandLabelHeight;
	const height = headHeight + processes.length * laneHeight + 6;
	return (
		<div class="timeline scroll" ref={frame}>
			<svg
				width={gutter + layout.width}
				height={height}
				role="img"
				aria-label={`Timeline: ${witness.operations.map(describe).join('; ')}`}
			>
				<defs>
					<linearGradient id="fade-out">
						<stop offset="0.4" stop-color="white" />
						<stop offset="1" stop-color="white" stop-opacity="0.12" />
					</linearGradient>
					<mask id="open-end" maskContentUnits="objectBoundingBox">
						<rect width="1" height="1" fill="url(#fade-out)" />
					</mask>
				</defs>
				{processes.map((process, lane) => (
					<g key={process} transform={`translate(0 ${headHeight + lane * laneHeight})`}>
						<line class="lane" x1={0} x2={gutter + layout.width} y1={laneHeight} y2={laneHeight} />
						<text class="process" x={12} y={laneHeight / 2 + 4}>
							process {process}
						</text>
					</g>
				))}
				<g transform={`translate(${gutter} 0)`}>
					<FaultBands bands={bands} height={height} />
					{layout.bars.map((bar) => (
						<Bar
							key={bar.operation.id}
							bar={bar}
							failing={bar.operation.id === witness.failing}
							scale={scale}
							top={headHeight}
						/>
					))}
					{path !== undefined && <Points path={path} layout={layout} top={headHeight} />}
				</g>
			</svg>
		</div>
	);
}

interface Band {
	readonly fault: FaultData;
	readonly left: number;
	readonly right: number;
}

/** Faults that were active in the window. */
function bandsOf(faults: readonly FaultData[], layout: WitnessLayout): readonly Band[] {
	return faults
		.map((fault) => ({ fault, left: layout.at(fault.from), right: layout.at(fault.to ?? Number.POSITIVE_INFINITY) }))
		.filter(({ left, right }) => right > left);
}

/** A band has an edge where its fault began or was healed within the window. Beyond a few, only tooltips name them. */
function FaultBands({ bands, height }: { bands: readonly Band[]; height: number }) {
	return (
		<>
			{bands.map(({ fault, left, right }, row) => (
				<g key={fault.id} class={`band fault-${fault.kind}`}>
					<title>{`${fault.kind} ${fault.targets} ${fault.parameters}\n${fault.meaning}`}</title>
					<rect x={left} y={0} width={right - left} height={height} />
					{row < bandLabelsMax && (
						<text x={left + 5} y={15 + row * bandLabelHeight}>
							{[fault.kind, fault.targets, fault.parameters].join(' ')}
						</text>
					)}
				</g>
			))}
		</>
	);
}

function Bar({ bar, failing, scale, top }: { bar: BarLayout; failing: boolean; scale: 'order' | 'time'; top: number }) {
	const { operation, lane, start, end } = bar;
	const width = Math.max(end - start, 3);
	const y = top + lane * laneHeight + (laneHeight - barHeight) / 2;
	const open = operation.completed === null;
	const fits = labelWidth(operation.label) <= width + 1;
	const className = ['bar', operation.type, open ? 'open' : '', failing ? 'failing' : ''].join(' ');
	return (
		<g class={className}>
			<title>{describe(operation)}</title>
			<rect x={start} y={y} width={width} height={barHeight} rx={5} mask={open ? 'url(#open-end)' : undefined} />
			<text
				x={
					fits || scale === 'order' ? start + (open ? Math.min(width, labelWidth(operation.label)) : width) / 2 : start
				}
				y={fits ? y + 17 : y - 2}
				text-anchor={fits || scale === 'order' ? 'middle' : 'start'}
			>
				{operation.label}
			</text>
		</g>
	);
}

/** The moments of a partial linearization, joined in their order. */
function Points({ path, layout, top }: { path: WitnessPath; layout: WitnessLayout; top: number }) {
	const places = pointsOf(path, layout);
	const points = path.order.flatMap(({ operation }, index) => {
		const bar = layout.bars.find((one) => one.operation.id === operation);
		const x = places.get(operation);
		if (bar === undefined || x === undefined) return [];
		return [{ x, y: top + bar.lane * laneHeight + (laneHeight + barHeight) / 2, name: index + 1 }];
	});
	return (
		<g class="points">
			<polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
			{points.map(({ x, y, name }) => (
				<g key={name} transform={`translate(${x} ${y})`}>
					<circle r={8} />
					<text y={3.5} text-anchor="middle">
						{name}
					</text>
				</g>
			))}
		</g>
	);
}

function describe({ label, process, id, invokedAt, completedAt, error }: OperationData): string {
	const end =
		completedAt === null ? 'with unknown outcome' : `answered after ${formatDuration(completedAt - invokedAt)}`;
	return `${label}, process ${process}, called at ${formatSeconds(invokedAt)}, ${end}${error === null ? '' : ` (${error})`}, index ${id}`;
}
