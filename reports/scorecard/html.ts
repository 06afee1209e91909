import { type FigureName, figureNames, type Scorecard, type ScorecardRow } from '../../harness/model/index.ts';
import { style } from '../campaign/page/style.ts';
import { escapeHtml } from '../escape.ts';
import { formatDuration } from '../format.ts';
import { staticPage } from '../static-page.ts';
import { type Bar, chart } from './chart.ts';
import { figureText, figureTitles, intervalText } from './figure-text.ts';
import { scorecardStyle } from './style.ts';

/** What systems are compared by in pictures; the tables have every figure. */
const drawn: readonly FigureName[] = [
	'windowsAvailable',
	'recovery',
	'newPrimary',
	'throughputDuring',
	'latencyP99During',
	'unknownOutcomes',
	'messagesPerOperation',
	'syncsPerOperation',
	'blocked',
	'tasksDoneAgain',
];

/** A scorecard on one page that needs no script and fetches nothing. */
export function scorecardHtml(scorecard: Scorecard): string {
	const body = `${header(scorecard)}
<main>
${glance(scorecard)}
${groupsOf(scorecard).map(comparison).join('\n')}
${tables(scorecard)}
</main>`;
	return staticPage({ title: 'Faultline scorecard', style: style + scorecardStyle, body });
}

function header({ runtime, repetitions, seed, phasesMs, faultline }: Scorecard): string {
	const [before, during, after] = [phasesMs.before, phasesMs.during, phasesMs.after].map((ms) =>
		formatDuration(ms * 1e6),
	);
	return `<header class="valid">
<h1>Robustness</h1>
<p>Clients work for ${before} in a healthy cluster, for ${during} in a broken one, and for ${after} after it is healed: ${repetitions} times for
each system and fault, from seed ${escapeHtml(seed)} on, in the runtime <b>${escapeHtml(runtime)}</b>. Figures are medians; the smaller print, and the line
across a bar's end, is their confidence interval.</p>
<p><small>Faultline ${escapeHtml(faultline)}</small></p>
</header>`;
}

/** Systems by faults: availability, and below it how long it took to recover. */
function glance({ rows }: Scorecard): string {
	const systems = [...new Set(rows.map(({ system }) => system))];
	const faults = [...new Set(rows.map(({ fault }) => fault))];
	const lines = systems.map((system) => {
		const cells = faults.map((fault) => glanceCell(rows.find((row) => row.system === system && row.fault === fault)));
		return `<tr><th scope="row">${escapeHtml(system)}</th>${cells.join('')}</tr>`;
	});
	return `<section aria-labelledby="glance">
<h2 id="glance">At a glance</h2>
<p>The share of 100 ms windows in which an operation succeeds while the fault lasts, and the time to recover once it is healed.</p>
<div class="scroll"><table class="glance">
<thead><tr><th scope="col">System</th>${faults.map((fault) => `<th scope="col">${escapeHtml(fault)}</th>`).join('')}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table></div>
</section>`;
}

function glanceCell(row: ScorecardRow | undefined): string {
	const available = row?.figures.windowsAvailable;
	if (row === undefined || available === undefined) {
		const why = row?.unsupported ?? (row !== undefined && row.runs.invalid > 0 ? 'invalid' : '');
		const tone = row !== undefined && row.runs.invalid > 0 ? 'poor' : 'none';
		return `<td class="${tone}" title="${escapeHtml(why)}">${tone === 'poor' ? 'invalid' : '–'}</td>`;
	}
	const recovery = row.figures.recovery;
	const share = available.median ?? 0;
	// By the system's own measure: one that does ten operations a second has no progress in every window.
	const usual = Math.min(100, (row.figures.throughputBefore?.median ?? 100) * 10);
	const tone = share >= 0.9 * usual ? 'good' : share >= 0.4 * usual ? 'fair' : 'poor';
	const recovers = recovery === undefined ? '' : `<small>${escapeHtml(figureText('recovery', recovery))}</small>`;
	return `<td class="${tone}"><b>${escapeHtml(figureText('windowsAvailable', available))}</b>${recovers}</td>`;
}

/** Systems with the same workload, which can be compared. */
interface Group {
	readonly workload: string;
	readonly systems: readonly string[];
	readonly rows: readonly ScorecardRow[];
}

function groupsOf({ rows }: Scorecard): readonly Group[] {
	const workloads = [...new Set(rows.map(({ workload }) => workload))];
	return workloads.map((workload) => {
		const own = rows.filter((row) => row.workload === workload);
		return { workload, systems: [...new Set(own.map(({ system }) => system))], rows: own };
	});
}

function comparison({ workload, systems, rows }: Group): string {
	const charts = drawn.flatMap((name) => {
		const bars = rows.flatMap(({ system, fault, figures }): Bar[] => {
			const figure = figures[name];
			return figure === undefined ? [] : [{ system, fault, figure }];
		});
		return bars.length === 0 ? [] : [chart(name, systems, bars)];
	});
	const legend = systems.map((system, i) => `<li class="s${i % 6}"><i></i>${escapeHtml(system)}</li>`);
	return `<section aria-labelledby="w-${escapeHtml(workload)}">
<h2 id="w-${escapeHtml(workload)}">${escapeHtml(systems.join(' beside '))}, workload ${escapeHtml(workload)}</h2>
<ul class="legend">${legend.join('')}</ul>
<div class="charts">
${charts.join('\n')}
</div>
</section>`;
}

function tables({ rows }: Scorecard): string {
	const systems = [...new Set(rows.map(({ system }) => system))];
	return `<section aria-labelledby="figures">
<h2 id="figures">Every figure</h2>
${systems
	.map((system) =>
		tableOf(
			system,
			rows.filter((row) => row.system === system),
		),
	)
	.join('\n')}
</section>`;
}

/** A line for each figure, a column for each fault. */
function tableOf(system: string, rows: readonly ScorecardRow[]): string {
	const names = figureNames.filter((name) => rows.some(({ figures }) => figures[name] !== undefined));
	const lines = names.map((name) => {
		const cells = rows.map(({ figures }) => {
			const figure = figures[name];
			if (figure === undefined) return '<td class="none">–</td>';
			return `<td class="number">${escapeHtml(figureText(name, figure))}<small>${escapeHtml(intervalText(name, figure))}</small></td>`;
		});
		return `<tr><th scope="row">${escapeHtml(figureTitles[name])}</th>${cells.join('')}</tr>`;
	});
	const notes = rows.flatMap(({ fault, unsupported, runs, replay }) => {
		if (unsupported !== undefined) return [`<li>${escapeHtml(fault)}: ${escapeHtml(unsupported)}</li>`];
		const bad = runs.invalid > 0 ? `<b>${runs.invalid} invalid</b> ` : '';
		return [`<li>${escapeHtml(fault)}: ${bad}<code>${escapeHtml(replay)}</code></li>`];
	});
	return `<div class="scroll"><table>
<caption>${escapeHtml(system)}</caption>
<thead><tr><th scope="col">Figure</th>${rows.map(({ fault }) => `<th scope="col">${escapeHtml(fault)}</th>`).join('')}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody>
</table></div>
<details><summary>How to see one of these runs</summary><ul>${notes.join('')}</ul></details>`;
}
