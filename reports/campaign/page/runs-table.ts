import type { CampaignRun } from '../../../harness/model/index.ts';
import { formatCount, formatDuration } from '../../format.ts';
import { describeResult } from '../describe-run.ts';
import { conditionOf, results, subjectOf, wordOf } from './matrix.ts';
import { reportLink } from './run-link.ts';
import { safe } from './safe.ts';

/** Rows that a browser lays out without delay. The journal has all. */
const rowsMax = 5000;

const columns = ['Result', 'System and workload', 'Under', 'Seed', 'Operations', 'Wall time'] as const;

/** Every run, those that did not end well first; what is shown is chosen above it, by the script. */
export function runsTable(runs: readonly CampaignRun[]): string {
	const sorted = results.flatMap((result) => runs.filter((run) => run.result === result));
	const shown = sorted.slice(0, rowsMax);
	const left =
		shown.length < sorted.length
			? `<p>The first ${formatCount(shown.length)} of ${formatCount(sorted.length)}, those that did not end well first; journal.jsonl beside this page has all.</p>`
			: '';
	const heads = columns.map(
		(title, column) =>
			`<th scope="col" aria-sort="none"><button type="button" data-column="${column}">${title}</button></th>`,
	);
	return `<section aria-labelledby="runs">
<h2 id="runs">Every run</h2>
<form class="filter" hidden>
<label>Search <input type="search" name="q" placeholder="raft seed 17" autocomplete="off"></label>
<label>Result <select name="result"><option value="">any</option>${results.map((result) => `<option value="${result}">${wordOf(result)}</option>`).join('')}</select></label>
<label>System <select name="subject"><option value="">any</option>${options(runs.map(subjectOf))}</select></label>
<label>Under <select name="condition"><option value="">any</option>${options(runs.map(conditionOf))}</select></label>
<output></output>
</form>
${left}
<div class="scroll"><table class="runs">
<thead><tr>${heads.join('')}</tr></thead>
<tbody>
${shown.map(rowOf).join('\n')}
</tbody>
</table></div>
</section>`;
}

function options(names: readonly string[]): string {
	return [...new Set(names)].map((name) => `<option value="${safe(name)}">${safe(name)}</option>`).join('');
}

function rowOf(run: CampaignRun): string {
	const { result, operations, millis } = run;
	const count = operations.ok + operations.fail + operations.info;
	return `<tr data-result="${result}"><td class="${result}">${safe(describeResult(run))} ${reportLink(run)}</td><td>${safe(subjectOf(run))}</td><td>${safe(conditionOf(run))}</td><td class="number" title="${safe(run.replay)}">${safe(run.seed)}</td><td class="number" data-value="${count}">${formatCount(count)}</td><td class="number" data-value="${millis}">${formatDuration(millis * 1e6)}</td></tr>`;
}
