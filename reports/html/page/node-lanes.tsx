import { formatCount, formatSeconds } from '../../format.ts';
import type { NodeData, NodeSpan } from '../trace/trace-data.ts';
import type { Range } from './run-over-time.tsx';
import { axisWidth, rightPadding } from './time-chart.tsx';
import { useWidth } from './use-width.ts';

const rowHeight = 34;

/** What each node was, over the run: its role, its term, whether it was up; and how far it had come. */
export function NodeLanes({ nodes, range, end }: { nodes: readonly NodeData[]; range: Range; end: number }) {
	const [frame, width] = useWidth<HTMLDivElement>();
	const plotWidth = Math.max(width - axisWidth - rightPadding, 50);
	const x = (second: number) => axisWidth + ((second - range[0]) / (range[1] - range[0])) * plotWidth;
	const greatest = Math.max(1, ...nodes.flatMap(({ progress }) => progress?.values ?? []));
	const [field] = nodes.flatMap(({ progress }) => progress?.field ?? []);
	return (
		<div ref={frame} class="node-lanes">
			<svg width={width} height={nodes.length * rowHeight} role="img" aria-label={`${nodes.length} nodes over time`}>
				<clipPath id="node-area">
					<rect x={axisWidth} width={plotWidth} height={nodes.length * rowHeight} />
				</clipPath>
				{nodes.map((node, row) => (
					<g key={node.name}>
						<text class="process" x={axisWidth - 8} y={row * rowHeight + 21} text-anchor="end">
							{node.name}
						</text>
						<g clip-path="url(#node-area)">
							{node.spans.map((span, index) => (
								<SpanView key={index} span={span} x={x} y={row * rowHeight + 4} end={end} />
							))}
							{node.progress !== undefined && (
								<polyline class="progress" points={pointsOf(node.progress, x, row * rowHeight + 4, greatest)} />
							)}
						</g>
					</g>
				))}
			</svg>
			{field !== undefined && (
				<p class="note">
					The line is {field}, up to {formatCount(greatest)}.
				</p>
			)}
		</div>
	);
}

function SpanView({ span, x, y, end }: { span: NodeSpan; x: (second: number) => number; y: number; end: number }) {
	const { from, to, life, role, reign, state } = span;
	const left = x(from / 1e9);
	const width = Math.max((to === null ? x(end) : x(to / 1e9)) - left, 1);
	const labelAt = Math.max(left, axisWidth);
	const label = life === 'up' ? `${role}${reign === null ? '' : ` ${reign}`}` : life;
	const leads = life === 'up' && (role === 'leader' || role === 'coordinator');
	return (
		<g class={`node-span ${life}${leads ? ' leads' : ''}`}>
			<title>{`${label} from ${formatSeconds(from)}${to === null ? '' : ` to ${formatSeconds(to)}`}\n${state}`}</title>
			<rect x={left} y={y} width={width} height={rowHeight - 8} />
			{label.length * 6.6 + 8 < left + width - labelAt && (
				<text x={labelAt + 5} y={y + 12}>
					{label}
				</text>
			)}
		</g>
	);
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
