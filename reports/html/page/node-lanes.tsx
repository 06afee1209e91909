import { formatCount } from '../../format.ts';
import type { NodeData, NodeSpan } from '../trace/trace-data.ts';
import { crowdNote, type Drawn, drawnOf, inWordsOfCrowd, isCrowd, timeOf } from './crowds.ts';
import type { Range } from './run-over-time.tsx';
import { axisWidth } from './time-chart.tsx';
import { usePlot } from './use-plot.ts';

const rowHeight = 34;

/** What each node was, over the run: its role, its term, whether it was up; and how far it had come. */
export function NodeLanes({ nodes, range, end }: { nodes: readonly NodeData[]; range: Range; end: number }) {
	const { frame, width, scale } = usePlot(range, end);
	const { x, left, right } = scale;
	const drawn = nodes.map(({ spans }) => drawnOf(spans, scale));
	const greatest = Math.max(1, ...nodes.flatMap(({ progress }) => progress?.values ?? []));
	const [field] = nodes.flatMap(({ progress }) => progress?.field ?? []);
	return (
		<div ref={frame} class="node-lanes">
			<svg width={width} height={nodes.length * rowHeight} role="img" aria-label={`${nodes.length} nodes over time`}>
				<clipPath id="node-area">
					<rect x={left} width={right - left} height={nodes.length * rowHeight} />
				</clipPath>
				{nodes.map((node, row) => (
					<g key={node.name}>
						<text class="process" x={axisWidth - 8} y={row * rowHeight + 21} text-anchor="end">
							{node.name}
						</text>
						<g clip-path="url(#node-area)">
							{drawn[row]?.map((one, index) => (
								<SpanView key={index} drawn={one} y={row * rowHeight + 4} />
							))}
							{node.progress !== undefined && (
								<polyline class="progress" points={pointsOf(node.progress, x, row * rowHeight + 4, greatest)} />
							)}
						</g>
					</g>
				))}
			</svg>
			{drawn.flat().some(isCrowd) && <p class="note">{crowdNote}</p>}
			{field !== undefined && (
				<p class="note">
					The line is {field}, up to {formatCount(greatest)}.
				</p>
			)}
		</div>
	);
}

function SpanView({ drawn, y }: { drawn: Drawn<NodeSpan>; y: number }) {
	const { left, right, spans } = drawn;
	const [span] = spans as [NodeSpan];
	const labelAt = Math.max(left, axisWidth);
	const label = isCrowd(drawn) ? '' : labelOf(span);
	return (
		<g class={`node-span ${isCrowd(drawn) ? 'crowd' : lookOf(span)}`}>
			<title>{isCrowd(drawn) ? inWordsOfCrowd(drawn, 'changes') : `${label} ${timeOf(spans)}\n${span.state}`}</title>
			<rect x={left} y={y} width={right - left} height={rowHeight - 8} />
			{label !== '' && label.length * 6.6 + 8 < right - labelAt && (
				<text x={labelAt + 5} y={y + 12}>
					{label}
				</text>
			)}
		</g>
	);
}

function lookOf({ life, role }: NodeSpan): string {
	return life === 'up' && (role === 'leader' || role === 'coordinator') ? 'up leads' : life;
}

function labelOf({ life, role, reign }: NodeSpan): string {
	return life === 'up' ? `${role}${reign === null ? '' : ` ${reign}`}` : life;
}

/** Within the lane, from its lower edge to its upper. */
function pointsOf(
	{ seconds, values }: NonNullable<NodeData['progress']>,
	x: (second: number) => number,
	y: number,
	greatest: number,
): string {
	const height = rowHeight - 10;
	return seconds
		.map(
			(second, i) => `${x(second).toFixed(1)},${(y + 1 + height * (1 - (values[i] as number) / greatest)).toFixed(1)}`,
		)
		.join(' ');
}
