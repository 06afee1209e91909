import { createHash } from 'node:crypto';
import {
	type CampaignReporterChoice,
	type CampaignResult,
	type CampaignRun,
	type CampaignSummary,
	closingLine,
	countResults,
} from '../../harness/model/index.ts';
import { escapeHtml } from '../escape.ts';
import { formatCount, formatDuration } from '../format.ts';
import { describeResult, describeTest } from './describe-run.ts';
import { style } from './html-style.ts';

/** Failures that are listed; campaign.json has all. */
const failuresMax = 500;
const results: readonly CampaignResult[] = ['invalid', 'error', 'unknown', 'valid'];

/** `index.html`: the campaign on one page that needs no script, with links to the reports of the runs that failed. */
export const campaignHtml: CampaignReporterChoice = {
	name: 'html',
	description: 'a page with links to the reports of failing runs, in index.html',
	create: ({ writeFile }) => ({ onEnd: (summary) => writeFile('index.html', campaignPage(summary)) }),
};

/** The page itself. Links to reports are relative to the campaign's output folder. */
export function campaignPage(summary: CampaignSummary): string {
	const hash = createHash('sha256').update(style).digest('base64');
	const policy = `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Faultline campaign: ${escapeHtml(closingLine(summary.runs))}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
${header(summary)}
<main>
${failureSection(summary)}
${testTable(summary)}
</main>
</body>
</html>
`;
}

function header(summary: CampaignSummary): string {
	const { runs, millis } = summary;
	const counts = countResults(runs);
	const tone = results.find((result) => counts[result] > 0) ?? 'unknown';
	const operations = runs.reduce((sum, run) => sum + run.operations.ok + run.operations.fail + run.operations.info, 0);
	return `<header class="${tone}">
<h1>${escapeHtml(closingLine(summary.runs))}</h1>
<p>${formatCount(runs.length)} runs with ${formatCount(operations)} operations in ${formatDuration(millis * 1e6)}.</p>
</header>`;
}

function failureSection({ runs }: CampaignSummary): string {
	const bad = results
		.filter((result) => result !== 'valid')
		.flatMap((result) => runs.filter((run) => run.result === result));
	if (bad.length === 0) return '';
	const more = bad.length > failuresMax ? `<p>The first ${failuresMax} of ${bad.length}.</p>` : '';
	return `<section aria-labelledby="failures">
<h2 id="failures">Runs that did not end well</h2>
${bad.slice(0, failuresMax).map(failure).join('\n')}
${more}
</section>`;
}

function failure(run: CampaignRun): string {
	const report =
		run.directory === null || run.result === 'error'
			? ''
			: `<a href="${escapeHtml(reportLink(run.directory))}">report</a>`;
	return `<details class="${run.result}">
<summary>${escapeHtml(describeTest(run))}, seed ${escapeHtml(run.seed)}: <b>${escapeHtml(describeResult(run))}</b> ${report}</summary>
<pre>${escapeHtml(run.text ?? run.reason ?? '')}</pre>
${run.text?.includes(run.replay) ? '' : `<p><code>${escapeHtml(run.replay)}</code></p>`}
</details>`;
}

/** The page lies in the campaign's output folder, beside the folders of its runs. */
function reportLink(directory: string): string {
	const folder = directory.split(/[\\/]/).findLast((part) => part !== '') ?? '';
	return `./${encodeURIComponent(folder.replace(/\p{Cs}/gu, '\ufffd'))}/report.html`;
}

function testTable({ runs }: CampaignSummary): string {
	const tests = new Map<string, CampaignRun[]>();
	for (const run of runs) {
		const name = describeTest(run);
		tests.set(name, [...(tests.get(name) ?? []), run]);
	}
	const rows = [...tests].map(([name, own]) => {
		const counts = countResults(own);
		const cells = results.map(
			(result) => `<td class="number ${counts[result] > 0 ? result : ''}">${counts[result]}</td>`,
		);
		return `<tr><th scope="row">${escapeHtml(name)}</th><td class="number">${own.length}</td>${cells.join('')}</tr>`;
	});
	return `<section aria-labelledby="tests">
<h2 id="tests">Tests</h2>
<table>
<thead><tr><th scope="col">Test</th><th scope="col">Runs</th><th scope="col">Invalid</th><th scope="col">Not run</th><th scope="col">Unknown</th><th scope="col">Valid</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</section>`;
}
