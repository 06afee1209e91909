import type { CampaignReporterChoice, CampaignRun, CampaignSummary } from '../../harness/model/index.ts';
import { escapeHtml } from '../escape.ts';
import { describeResult, describeTest, runsBy } from './describe-run.ts';

/** `junit.xml`: a suite for each test and a case for each seed, as CI servers read it. */
export const junit: CampaignReporterChoice = {
	name: 'junit',
	description: 'a test case for each run, in junit.xml',
	create: ({ writeFile }) => ({ onEnd: (summary) => writeFile('junit.xml', junitXml(summary)) }),
};

/**
 * The file's text. A suite is a combination of system, workload, mix, mutant and runtime, a case one of its seeds. A `failure` is
 * an anomaly, an `error` a run that has no verdict; what is missing altogether is a suite of its own.
 */
export function junitXml({ runs, millis, missing }: CampaignSummary): string {
	const suites = runsBy(describeTest, runs);
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<testsuites name="faultline" ${totals(runs, missing.length)} time="${seconds(millis)}">`,
		...[...suites].flatMap(([name, own]) => suiteXml(name, own)),
		...missingXml(missing),
		'</testsuites>',
		'',
	].join('\n');
}

function suiteXml(name: string, runs: readonly CampaignRun[]): string[] {
	const millis = runs.reduce((sum, run) => sum + run.millis, 0);
	return [
		`\t<testsuite name="${escapeHtml(name)}" ${totals(runs)} time="${seconds(millis)}">`,
		...runs.flatMap(caseXml),
		'\t</testsuite>',
	];
}

/**
 * Jenkins makes packages and classes of the dots in `classname`; GitLab and GitHub tell cases of two pipelines apart by
 * `classname` and `name` together, which therefore must not change from one to the next: a swarm's case is named after the
 * swarm and not after what it drew.
 */
function caseXml(run: CampaignRun): string[] {
	const name = [run.mix, run.mutant, run.runtime, `seed ${run.seed}`].filter((word) => word !== null).join(' · ');
	const classname = [run.project, run.system, run.workload].filter((word) => word !== null).join('.');
	const attributes = `name="${escapeHtml(name)}" classname="${escapeHtml(classname)}" time="${seconds(run.millis)}"`;
	if (run.result === 'valid') return [`\t\t<testcase ${attributes}/>`];
	return [`\t\t<testcase ${attributes}>`, ...outcomeXml(run).map((line) => `\t\t\t${line}`), '\t\t</testcase>'];
}

/** An unknown verdict is an error and not a skipped test: a server that shows it green would hide it. */
function outcomeXml(run: CampaignRun): string[] {
	const element = run.result === 'invalid' ? 'failure' : 'error';
	const text = [run.text, `replay: ${run.replay}`].filter((part) => part !== null).join('\n\n');
	const { type, message } = { type: typeOf(run), message: messageOf(run) };
	return [
		`<${element} type="${escapeHtml(type)}" message="${escapeHtml(message)}">${escapeHtml(text)}</${element}>`,
		// How GitLab, and a plug-in of Jenkins, link a file from a test case.
		...(run.directory === null || run.result === 'error'
			? []
			: [`<system-out>[[ATTACHMENT|${escapeHtml(`${run.directory}/report.html`)}]]</system-out>`]),
	];
}

function typeOf({ result, anomalies, nondeterministic }: CampaignRun): string {
	if (nondeterministic === true) return 'nondeterminism';
	return result === 'invalid' ? (anomalies[0]?.type ?? 'invalid') : result;
}

/** What servers show first, and some of them alone: what was found, in a sentence, and how to see it again. */
function messageOf(run: CampaignRun): string {
	const [anomaly] = run.anomalies;
	const found = anomaly === undefined ? describeResult(run) : `${describeResult(run)}. ${anomaly.message}`;
	return `seed ${run.seed}: ${found.replaceAll('\n', ' ')} Replay: ${run.replay}`;
}

function missingXml(missing: readonly string[]): string[] {
	if (missing.length === 0) return [];
	return [
		`\t<testsuite name="missing" tests="${missing.length}" failures="0" errors="${missing.length}" skipped="0" time="0.000">`,
		...missing.flatMap((message) => [
			`\t\t<testcase name="${escapeHtml(message)}" classname="missing" time="0.000">`,
			`\t\t\t<error type="missing" message="${escapeHtml(message)}"/>`,
			'\t\t</testcase>',
		]),
		'\t</testsuite>',
	];
}

function totals(runs: readonly CampaignRun[], missing = 0): string {
	const failures = runs.filter(({ result }) => result === 'invalid').length;
	const errors = runs.filter(({ result }) => result === 'unknown' || result === 'error').length;
	return `tests="${runs.length + missing}" failures="${failures}" errors="${errors + missing}" skipped="0"`;
}

function seconds(millis: number): string {
	return (millis / 1000).toFixed(3);
}
