import {
	type CampaignResult,
	type CampaignRun,
	type CampaignSummary,
	closingLine,
	countResults,
	shortfallsOf,
} from '../../harness/model/index.ts';
import { escapeHtml } from '../escape.ts';
import { formatCount, formatDuration } from '../format.ts';
import { describeResult, describeTest, runsBy } from './describe-run.ts';

/** GitHub takes a summary of at most 1 MiB, and shows nothing of a longer one. */
const bytesMax = 900_000;
const failuresMax = 20;
const testsMax = 200;

const results: readonly CampaignResult[] = ['invalid', 'error', 'unknown', 'valid'];

/** The campaign as Markdown for the page of a GitHub job: counts, what failed with its witness, a table of the tests. */
export function githubSummary(summary: CampaignSummary): string {
	const { runs, millis } = summary;
	const bad = results.slice(0, -1).flatMap((result) => runs.filter((run) => run.result === result));
	const parts = [
		`## Faultline: ${closingLine(runs)}`,
		`${formatCount(runs.length)} runs in ${formatDuration(millis * 1e6)}.`,
		...shortfallsOf(summary).map(({ message }) => `- ${escapeHtml(message)}`),
		...bad.slice(0, failuresMax).map(failure),
		...(bad.length > failuresMax ? [`… and ${bad.length - failuresMax} more that did not end well.`] : []),
		testTable(runs),
	];
	return `${withinLimit(parts).join('\n\n')}\n`;
}

/** Blank lines around `<pre>` keep Markdown out of it; inside, entities are all that counts. */
function failure(run: CampaignRun): string {
	return [
		`<details><summary>${escapeHtml(`${describeTest(run)}, seed ${run.seed}: `)}<b>${escapeHtml(describeResult(run))}</b></summary>`,
		`<pre>${escapeHtml(run.text ?? run.reason ?? '')}</pre>`,
		`<code>${escapeHtml(run.replay)}</code>`,
		'</details>',
	].join('\n\n');
}

function testTable(runs: readonly CampaignRun[]): string {
	const tests = runsBy(describeTest, runs);
	const rows = [...tests].slice(0, testsMax).map(([name, own]) => {
		const counts = countResults(own);
		return `| ${cell(name)} | ${own.length} | ${results.map((result) => counts[result]).join(' | ')} |`;
	});
	const more = tests.size > testsMax ? [`\n… and ${tests.size - testsMax} more tests.`] : [];
	return [
		'| test | runs | invalid | not run | unknown | valid |',
		'| --- | ---: | ---: | ---: | ---: | ---: |',
		...rows,
		...more,
	].join('\n');
}

/** Neither a bar nor a character of Markdown may do anything in a cell. */
function cell(text: string): string {
	return escapeHtml(text).replace(/[|\\`*_[\]~#]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Whole parts only: one that were cut in the middle would leave its element open. */
function withinLimit(parts: readonly string[]): readonly string[] {
	const kept: string[] = [];
	let bytes = 0;
	for (const part of parts) {
		bytes += Buffer.byteLength(part) + 2;
		if (bytes > bytesMax) return [...kept, 'The rest is too long for this page: see the reports.'];
		kept.push(part);
	}
	return kept;
}
