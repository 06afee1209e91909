import { type CampaignRun, countResults } from '../../../harness/model/index.ts';
import { formatCount, formatDuration } from '../../format.ts';
import { runsBy } from '../describe-run.ts';
import { conditionOf, subjectOf } from './matrix.ts';
import { safe } from './safe.ts';

/** So many of the slowest runs are named. */
const slowestMax = 10;

/** Tests that end in more than one way, and runs that did not repeat themselves. */
export function flaky(runs: readonly CampaignRun[]): string {
	const tests = runsBy((run) => `${subjectOf(run)} under ${conditionOf(run)}`, runs);
	const rows = [...tests].flatMap(([name, own]) => {
		const { valid, invalid, unknown, error } = countResults(own);
		const bad = invalid + unknown + error;
		if (valid === 0 || bad === 0) return [];
		const unrepeated = own.filter(({ nondeterministic }) => nondeterministic === true).length;
		return [[bad / own.length, rowOf(name, own.length, bad, unrepeated)] as const];
	});
	if (rows.length === 0) return '';
	const sorted = rows.sort(([a], [b]) => b - a).map(([, row]) => row);
	return `<section aria-labelledby="flaky">
<h2 id="flaky">Sometimes well, sometimes not</h2>
<p>In the simulation a seed decides: other seeds end otherwise, the same one never. In the other runtimes the same seed may.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">Test</th><th scope="col">Runs</th><th scope="col">Not valid</th><th scope="col">Share</th><th scope="col">Did not repeat itself</th></tr></thead>
<tbody>
${sorted.join('\n')}
</tbody>
</table></div>
</section>`;
}

function rowOf(name: string, runs: number, bad: number, unrepeated: number): string {
	const share = `${Number(((100 * bad) / runs).toPrecision(3))}%`;
	const cells = [formatCount(runs), formatCount(bad), share, formatCount(unrepeated)];
	return `<tr><th scope="row">${safe(name)}</th>${cells.map((cell) => `<td class="number">${cell}</td>`).join('')}</tr>`;
}

export function slowest(runs: readonly CampaignRun[]): string {
	const slow = [...runs].sort((a, b) => b.millis - a.millis).slice(0, slowestMax);
	if (slow.length === 0) return '';
	const rows = slow.map((run) => {
		const name = `${subjectOf(run)} under ${conditionOf(run)}, seed ${run.seed}`;
		return `<tr><th scope="row">${safe(name)}</th><td class="number">${formatDuration(run.millis * 1e6)}</td></tr>`;
	});
	return `<section aria-labelledby="slowest">
<h2 id="slowest">The slowest runs</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">Run</th><th scope="col">Wall time</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
</section>`;
}
