import type { CampaignReporterChoice, CampaignRun, CampaignSummary } from '../../harness/model/index.ts';
import { escapeHtml } from '../escape.ts';
import { describeResult, describeTest } from './describe-run.ts';

/** `junit.xml`: a suite for each test and a case for each seed, as CI servers read it. */
export const junit: CampaignReporterChoice = {
	name: 'junit',
	description: 'a test case for each run, in junit.xml',
	create: ({ writeFile }) => ({ onEnd: (summary) => writeFile('junit.xml', junitXml(summary)) }),
};

/** The file's text. A suite is a combination of system, workload, nemeses and mutant; an error is a run that has no verdict. */
export function junitXml({ runs, millis }: CampaignSummary): string {
	const suites = new Map<string, CampaignRun[]>();
	for (const run of runs) {
		const name = describeTest(run);
		const suite = suites.get(name);
		if (suite === undefined) suites.set(name, [run]);
		else suite.push(run);
	}
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<testsuites name="faultline" ${totals(runs)} time="${seconds(millis)}">`,
		...[...suites].flatMap(([name, own]) => suiteXml(name, own)),
		'</testsuites>',
		'',
	].join('\n');
}

function suiteXml(name: string, runs: readonly CampaignRun[]): string[] {
	const millis = runs.reduce((sum, run) => sum + run.millis, 0);
	return [
		`\t<testsuite name="${escapeHtml(name)}" ${totals(runs)} time="${seconds(millis)}">`,
		...runs.flatMap((run) => caseXml(name, run)),
		'\t</testsuite>',
	];
}

function caseXml(suite: string, run: CampaignRun): string[] {
	const attributes = `name="seed ${escapeHtml(run.seed)}" classname="${escapeHtml(suite)}" time="${seconds(run.millis)}"`;
	if (run.result === 'valid') return [`\t\t<testcase ${attributes}/>`];
	return [`\t\t<testcase ${attributes}>`, `\t\t\t${outcomeXml(run)}`, '\t\t</testcase>'];
}

/** An unknown verdict is an error and not a skipped test: a server that shows it green would hide it. */
function outcomeXml(run: CampaignRun): string {
	const element = run.result === 'invalid' ? 'failure' : 'error';
	const type = run.result === 'invalid' ? (run.anomalies[0]?.type ?? 'invalid') : run.result;
	const text = [run.text, `replay: ${run.replay}`].filter((part) => part !== null).join('\n\n');
	return `<${element} type="${escapeHtml(type)}" message="${escapeHtml(describeResult(run))}">${escapeHtml(text)}</${element}>`;
}

function totals(runs: readonly CampaignRun[]): string {
	const failures = runs.filter(({ result }) => result === 'invalid').length;
	const errors = runs.filter(({ result }) => result === 'unknown' || result === 'error').length;
	return `tests="${runs.length}" failures="${failures}" errors="${errors}" skipped="0"`;
}

function seconds(millis: number): string {
	return (millis / 1000).toFixed(3);
}
