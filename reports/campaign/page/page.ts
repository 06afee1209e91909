import {
	type CampaignRun,
	type CampaignSummary,
	closingLine,
	countResults,
	shortfallsOf,
} from '../../../harness/model/index.ts';
import { formatCount, formatDuration } from '../../format.ts';
import { staticPage } from '../../static-page.ts';
import { anomalies } from './anomalies.ts';
import { comparison } from './comparison.ts';
import { matrix, results } from './matrix.ts';
import { runsTable } from './runs-table.ts';
import { safe } from './safe.ts';
import { script } from './script.ts';
import { style } from './style.ts';
import { flaky, slowest } from './unsteady.ts';

/** A campaign on one page. Links to reports are relative to the campaign's output folder, where the page lies. */
export function campaignPage(summary: CampaignSummary): string {
	const { runs, baseline, millis } = summary;
	const body = `${header(summary)}
<main>
${matrix(runs)}
${baseline === undefined ? '' : comparison(runs, baseline, millis)}
${anomalies(runs)}
${unjudged(runs)}
${flaky(runs)}
${runsTable(runs)}
${slowest(runs)}
</main>`;
	return staticPage({ title: `Faultline campaign: ${closingLine(runs)}`, style, script, body });
}

function header(summary: CampaignSummary): string {
	const { runs, millis } = summary;
	const counts = countResults(runs);
	const tone = results.find((result) => counts[result] > 0) ?? 'unknown';
	const operations = runs.reduce((sum, run) => sum + run.operations.ok + run.operations.fail + run.operations.info, 0);
	const reasons = shortfallsOf(summary).filter(({ obvious = false }) => !obvious);
	return `<header class="${tone}">
<h1>${safe(closingLine(runs))}</h1>
<p>${formatCount(runs.length)} runs with ${formatCount(operations)} operations in ${formatDuration(millis * 1e6)}.</p>
${reasons.map(({ message }) => `<p>${safe(message)}.</p>`).join('\n')}
</header>`;
}

/** Runs without a verdict: each for its own reason, so that each reason is told once. */
function unjudged(runs: readonly CampaignRun[]): string {
	const reasons = new Map<string, CampaignRun[]>();
	for (const run of runs) {
		if (run.result !== 'unknown' && run.result !== 'error') continue;
		const reason = `${run.result} ${run.reason ?? run.text ?? ''}`;
		reasons.set(reason, [...(reasons.get(reason) ?? []), run]);
	}
	if (reasons.size === 0) return '';
	const cards = [...reasons.values()].map((own) => {
		const [first] = own as [CampaignRun];
		const what = first.result === 'error' ? 'could not be run' : 'ended without a verdict';
		const count = own.length === 1 ? 'One run' : `${formatCount(own.length)} runs`;
		return `<details class="${first.result}">
<summary>${count} ${what}: <b>${safe((first.reason ?? '').split('\n', 1).join(''))}</b></summary>
<pre>${safe(first.text ?? first.reason ?? '')}</pre>
<p><code>${safe(first.replay)}</code></p>
</details>`;
	});
	return `<section aria-labelledby="unjudged">
<h2 id="unjudged">What was not judged</h2>
${cards.join('\n')}
</section>`;
}
