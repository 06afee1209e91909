import type { Series } from 'uplot';

/** What the lines and points of a chart are; a click hides one, or shows it again. */
export function ChartLegend({
	series,
	hidden,
	toggle,
}: {
	series: readonly Series[];
	hidden: ReadonlySet<number>;
	toggle: (index: number) => void;
}) {
	return (
		<fieldset class="chart-legend" aria-label="Shown in this chart">
			{series.map((one, index) => (
				<button key={index} type="button" class="entry" aria-pressed={!hidden.has(index)} onClick={() => toggle(index)}>
					<Sample series={one} /> {one.label}
				</button>
			))}
		</fieldset>
	);
}

function Sample({ series: { stroke, dash = [], points } }: { series: Series }) {
	return (
		<svg width="20" height="10" aria-hidden="true">
			{points?.show === true ? (
				<circle cx="10" cy="5" r="3.5" fill={String(stroke)} />
			) : (
				<line x1="0" x2="20" y1="5" y2="5" stroke={String(stroke)} stroke-width="2" stroke-dasharray={dash.join(' ')} />
			)}
		</svg>
	);
}
