import { type CampaignBaseline, type CampaignRun, countResults } from '../../../harness/model/index.ts';
import { formatCount, formatDuration } from '../../format.ts';
import { describeResult } from '../describe-run.ts';
import { conditionOf, results, subjectOf, wordOf } from './matrix.ts';
import { reportLink } from './run-link.ts';
import { safe } from './safe.ts';

/** So many runs are named on each side. */
const namedMax = 50;

/** What has changed since an earlier campaign: the same test with the same seed, before and now. */
export function comparison(
	runs: readonly CampaignRun[],
	{ name, runs: before, millis }: CampaignBaseline,
	now: number,
): string {
	const earlier = new Map(before.map((run) => [keyOf(run), run]));
	const both = runs.flatMap((run) => {
		const old = earlier.get(keyOf(run));
		return old === undefined ? [] : [{ run, old }];
	});
	const worse = both.filter(({ run, old }) => old.result === 'valid' && run.result !== 'valid');
	const better = both.filter(({ run, old }) => old.result !== 'valid' && run.result === 'valid');
	const [counts, countsBefore] = [countResults(runs), countResults(before)];
	const rows = results.map(
		(result) =>
			`<tr><th scope="row">${wordOf(result)}</th><td class="number">${formatCount(countsBefore[result])}</td><td class="number">${formatCount(counts[result])}</td></tr>`,
	);
	return `<section aria-labelledby="comparison">
<h2 id="comparison">Compared with ${safe(name)}</h2>
<p>${formatCount(both.length)} runs are in both, by test and seed; ${formatCount(runs.length - both.length)} are new, and ${formatCount(before.length - both.length)} are in the earlier campaign only.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">Runs</th><th scope="col">Before</th><th scope="col">Now</th></tr></thead>
<tbody>
${rows.join('\n')}
<tr><th scope="row">wall time</th><td class="number">${formatDuration(millis * 1e6)}</td><td class="number">${formatDuration(now * 1e6)}</td></tr>
</tbody>
</table></div>
${changes('Valid before, and not any more', 'invalid', worse)}
${changes('Not valid before, and valid now', 'valid', better)}
</section>`;
}

interface Change {
	readonly run: CampaignRun;
	readonly old: CampaignRun;
}

function changes(title: string, tone: string, changed: readonly Change[]): string {
	if (changed.length === 0) return `<p>${title}: none.</p>`;
	const named = changed.slice(0, namedMax).map(({ run, old }) => {
		const test = `${subjectOf(run)} under ${conditionOf(run)}, seed ${run.seed}`;
		return `<li>${safe(test)}: ${safe(describeResult(old))} → ${safe(describeResult(run))} ${reportLink(run)}</li>`;
	});
	const more = changed.length > namedMax ? `<li>and ${formatCount(changed.length - namedMax)} more</li>` : '';
	return `<details class="${tone}" open><summary>${title}: <b>${formatCount(changed.length)}</b></summary><ul>${named.join('')}${more}</ul></details>`;
}

/** What makes a run the same in both. */
function keyOf(run: CampaignRun): string {
	return JSON.stringify([subjectOf(run), conditionOf(run), run.seed]);
}
