import { type Figure, type FigureName, figureKinds } from '../../harness/model/index.ts';
import { escapeHtml } from '../escape.ts';
import { figureTitles, valueText } from './figure-text.ts';

/** A bar: one system under one fault. */
export interface Bar {
	readonly system: string;
	readonly fault: string;
	readonly figure: Figure;
}

/** In the units of the picture, which the page scales. */
const width = 720;
const labelWidth = 150;
const plotWidth = width - labelWidth - 90;
const barHeight = 15;
const groupGap = 12;
const top = 8;

/**
 * One figure as horizontal bars, grouped by fault, a bar for each system: systems stand beside each other. The line across a
 * bar's end is the confidence interval of its median. "Never" is a bar to the edge, hatched.
 */
export function chart(name: FigureName, systems: readonly string[], bars: readonly Bar[]): string {
	const faults = [...new Set(bars.map(({ fault }) => fault))];
	const scale = plotWidth / greatestOf(name, bars);
	let y = top;
	const groups = faults.map((fault) => {
		const own = systems.flatMap((system) => bars.find((bar) => bar.fault === fault && bar.system === system) ?? []);
		const height = own.length * (barHeight + 2);
		const group = groupOf(name, fault, own, systems, y, height, scale);
		y += height + groupGap;
		return group;
	});
	const title = `${figureTitles[name]}: ${figureKinds[name].description}`;
	return `<figure>
<figcaption>${escapeHtml(figureTitles[name])} <span>${escapeHtml(figureKinds[name].description)}; ${figureKinds[name].better} is better</span></figcaption>
<svg viewBox="0 0 ${width} ${y}" role="img" aria-label="${escapeHtml(title)}">
${groups.join('\n')}
</svg>
</figure>`;
}

/** The end of the axis. A percentage's is always the same. */
function greatestOf(name: FigureName, bars: readonly Bar[]): number {
	if (figureKinds[name].unit === '%') return 100;
	const values = bars.flatMap(({ figure: { median, high } }) => [median ?? 0, high ?? 0]);
	return Math.max(...values) || 1;
}

function groupOf(
	name: FigureName,
	fault: string,
	bars: readonly Bar[],
	systems: readonly string[],
	y: number,
	height: number,
	scale: number,
): string {
	const label = `<text class="fault" x="${labelWidth - 10}" y="${y + height / 2 + 4}">${escapeHtml(fault)}</text>`;
	const drawn = bars.map((bar, i) => drawBar(name, bar, systems.indexOf(bar.system), y + i * (barHeight + 2), scale));
	return label + drawn.join('');
}

function drawBar(name: FigureName, { system, fault, figure }: Bar, index: number, y: number, scale: number): string {
	const { median } = figure;
	const length = median === null ? plotWidth : Math.max(1, median * scale);
	const value = valueText(name, median);
	const tip = `${system}, ${fault}: ${value}`;
	return `<g><title>${escapeHtml(tip)}</title>
<rect class="s${index % 6}${median === null ? ' never' : ''}" x="${labelWidth}" y="${y}" width="${round(length)}" height="${barHeight}" rx="2"/>
${whisker(figure, y, scale)}<text class="value" x="${round(labelWidth + Math.min(plotWidth, reach(figure, length, scale)) + 6)}" y="${y + 11.5}">${escapeHtml(value)}</text></g>`;
}

/** How far a bar reaches with its interval. */
function reach({ high }: Figure, length: number, scale: number): number {
	return Math.max(length, (high ?? 0) * scale);
}

function whisker({ low, high, median, samples }: Figure, y: number, scale: number): string {
	if (samples.length < 2 || median === null || low === null || low === high) return '';
	const from = labelWidth + low * scale;
	const to = high === null ? labelWidth + plotWidth : labelWidth + high * scale;
	return `<line class="whisker" x1="${round(from)}" x2="${round(to)}" y1="${y + barHeight / 2}" y2="${y + barHeight / 2}"/>\n`;
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}
