import { useState } from 'preact/hooks';
import type { CycleData } from '../report-data.ts';

const size = { width: 460, height: 300, radius: 105, node: 19 };
const meanings: Readonly<Record<string, string>> = {
	ww: 'overwrites',
	wr: 'is read by',
	rw: 'did not see',
	realtime: 'ended before the beginning of',
	process: 'came before, in its process,',
};

/** The circle as a graph, and a sentence for each of its edges; whoever chooses a sentence sees its edge. */
export function CycleView({ cycle }: { cycle: CycleData }) {
	const [chosen, setChosen] = useState<number | null>(null);
	const { transactions, edges } = cycle;
	const count = transactions.length;
	return (
		<figure class="cycle">
			<svg viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={`A cycle of ${count} transactions`}>
				<defs>
					<marker id="arrow-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
						<path class="edge-head" d="M0 0L8 4L0 8z" />
					</marker>
				</defs>
				{edges.map((edge, i) => (
					<Edge key={i} edge={edge} index={i} count={count} isChosen={chosen === i} />
				))}
				{transactions.map(({ name, label }, i) => {
					const { x, y } = placeOf(i, count);
					return (
						<g key={name} class="transaction">
							<title>{label}</title>
							<circle cx={x} cy={y} r={size.node} />
							<text x={x} y={y + 5} text-anchor="middle">
								{name}
							</text>
						</g>
					);
				})}
			</svg>
			<ol>
				{edges.map(({ type, because }, i) => (
					<li key={i} class={chosen === i ? 'chosen' : ''}>
						<button type="button" aria-pressed={chosen === i} onClick={() => setChosen(chosen === i ? null : i)}>
							{transactions[i]?.name} {meanings[type] ?? 'comes before'} {transactions[(i + 1) % count]?.name}
						</button>{' '}
						<small>{type}</small> {because}
					</li>
				))}
			</ol>
			<dl class="named-facts">
				{transactions.map(({ name, label, operation }) => (
					<div key={name}>
						<dt>
							<a href={`#op=${operation}`}>{name}</a>
						</dt>
						<dd>
							<code>{label}</code>
						</dd>
					</div>
				))}
			</dl>
		</figure>
	);
}

function placeOf(index: number, count: number): { readonly x: number; readonly y: number } {
	const angle = (2 * Math.PI * index) / count - Math.PI / 2;
	return {
		x: size.width / 2 + size.radius * 1.5 * Math.cos(angle),
		y: size.height / 2 + size.radius * Math.sin(angle),
	};
}

/** A curve that keeps away from the middle, so that two transactions have two edges between them and not one. */
function Edge({
	edge,
	index,
	count,
	isChosen,
}: {
	edge: CycleData['edges'][number];
	index: number;
	count: number;
	isChosen: boolean;
}) {
	const from = placeOf(index, count);
	const to = placeOf((index + 1) % count, count);
	const [dx, dy] = [to.x - from.x, to.y - from.y];
	const length = Math.hypot(dx, dy) || 1;
	const bend = count === 2 ? 60 : 24;
	const control = { x: (from.x + to.x) / 2 + (dy / length) * bend, y: (from.y + to.y) / 2 - (dx / length) * bend };
	const start = towards(from, control);
	const end = towards(to, control);
	const middle = { x: (start.x + 2 * control.x + end.x) / 4, y: (start.y + 2 * control.y + end.y) / 4 };
	return (
		<g class={`edge ${edge.type}${isChosen ? ' chosen' : ''}`}>
			<title>{edge.because}</title>
			<path
				d={`M${start.x} ${start.y}Q${control.x} ${control.y} ${end.x} ${end.y}`}
				marker-end="url(#arrow-head)"
				fill="none"
			/>
			<text x={middle.x} y={middle.y + 4} text-anchor="middle">
				{edge.type}
			</text>
		</g>
	);
}

/** From a node's rim. */
function towards(
	from: { readonly x: number; readonly y: number },
	to: { readonly x: number; readonly y: number },
): { readonly x: number; readonly y: number } {
	const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
	const reach = size.node + 3;
	return { x: from.x + ((to.x - from.x) * reach) / length, y: from.y + ((to.y - from.y) * reach) / length };
}
