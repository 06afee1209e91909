import { describe, expect, it } from 'vitest';
import {
	type CampaignHeader,
	type CampaignReporterChoice,
	type CampaignSummary,
	defaultThresholds,
} from '../../harness/model/index.ts';
import { error, invalid, nasty, summaryOf, unknown, valid } from '../fixtures/campaign.ts';
import { campaignReporters } from '../index.ts';
import { campaignJson } from './json.ts';
import { junitXml } from './junit.ts';
import { campaignPage } from './page/page.ts';

const summary = summaryOf([valid, invalid, unknown, error], 1_234);

describe('list', () => {
	it('names every failure with its witness and the command that replays it', () => {
		const { lines } = report('list', summary);
		expect(lines[0]).toMatch(/^✓ raft\/register with partition, seed 1 /);
		expect(lines[1]).toContain('✗ raft/register with partition, mutant stale-reads, seed 18446744073709551615');
		expect(lines[1]).toContain('invalid: nonlinearizable (linearizability)');
		expect(lines[1]).toContain('|= read k3 → 4 =|');
		expect(lines[1]).toContain(`replay  ${invalid.replay}`);
		expect(lines[2]).toContain('unknown: The time limit passed.');
		expect(lines[3]).toContain('could not be run: n1 never came up');
	});

	it('stays short in a big campaign, and still tells how to replay each failure', () => {
		const { lines } = report('list', summaryOf([valid, ...Array.from({ length: 100 }, () => invalid)]));
		expect(lines).toHaveLength(100);
		expect(lines.filter((line) => line.includes('|= read k3 → 4 =|'))).toHaveLength(10);
		expect(lines.every((line) => line.includes(`replay  ${invalid.replay}`))).toBe(true);
	});

	it('prints no control characters of the run', () => {
		const { lines } = report('list', summaryOf([nasty]));
		expect(lines.join('').replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
	});
});

describe('json', () => {
	it('is the summary that programs rely on', () => {
		const expected = {
			runs: 4,
			valid: 1,
			invalid: 1,
			unknown: 1,
			errors: 1,
			millis: 1_234,
			exitCode: 255,
			shortfalls: ['1 run could not be run', '1 run found an anomaly', '1 run ended without a verdict'],
			failures: [
				// Two anomalies of one kind in one run: one failure.
				{
					...test,
					mutant: 'stale-reads',
					seed: '18446744073709551615',
					checker: 'linearizability',
					type: 'nonlinearizable',
					dir: 'runs/raft-register-2',
					replay: invalid.replay,
				},
				{ ...failure(3, 'unknown'), reason: 'The time limit passed.' },
				{ ...failure(4, 'error'), reason: 'n1 never came up' },
			],
		};
		expect(campaignJson(summary)).toEqual(expected);
		expect(JSON.parse(report('json', summary).files.get('campaign.json') ?? '')).toEqual(expected);
	});
});

describe('junit', () => {
	it('has a case for each run, and neither hides an unknown nor an error', () => {
		const xml = report('junit', summary).files.get('junit.xml') ?? '';
		expect(xml).toContain('<testsuites name="faultline" tests="4" failures="1" errors="2" skipped="0" time="1.234">');
		expect(xml.match(/<testsuite /g)).toHaveLength(2);
		expect(xml.match(/<testcase /g)).toHaveLength(4);
		expect(xml).toContain('<testcase name="partition · sim · seed 1" classname="raft.register" time="0.200"/>');
		expect(xml).toContain(
			'<failure type="nonlinearizable" message="seed 18446744073709551615: invalid: nonlinearizable (linearizability). ' +
				'No order explains read → 4. Replay: faultline run raft --mutant stale-reads --seed 18446744073709551615">',
		);
		expect(xml).toContain('<error type="unknown" message="seed 3: unknown: The time limit passed. Replay: ');
		expect(xml).toContain('<system-out>[[ATTACHMENT|runs/raft-register-2/report.html]]</system-out>');
		expect(openElements(xml)).toEqual([]);
	});

	it('is well-formed whatever a run says', () => {
		const xml = junitXml(summaryOf([nasty]));
		expect(xml).not.toContain('<img');
		expect(xml).not.toMatch(/[\p{Cs}]|(?![\n\t\x7f-\x9f])\p{Cc}/u);
		expect(openElements(xml)).toEqual([]);
	});
});

describe('github', () => {
	it('is one annotation for each run that did not end well, failures first', () => {
		const { lines } = report('github', summaryOf([unknown, invalid, valid, error]));
		expect(lines.map((line) => line.split(' ', 1)[0])).toEqual(['::error', '::error', '::warning']);
		expect(lines[0]).toContain('%0ANo order explains read → 4.%0Afaultline run raft');
	});

	it('is one line each, and no run can add a command or a property', () => {
		const [line = ''] = report('github', summaryOf([nasty])).lines;
		expect(line).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
		const title = /^::error title=(.*?)::/.exec(line)?.[1];
		expect(title).not.toMatch(/[:,]/);
		expect(title).toContain('%250A%3A%3Aerror%3A%3A');
	});

	it('says how many it leaves out', () => {
		const { lines } = report('github', summaryOf(Array.from({ length: 25 }, () => invalid)));
		expect(lines).toHaveLength(11);
		expect(lines.at(-1)).toBe('::notice title=Faultline::15 more runs did not end well');
	});
});

describe('html', () => {
	it('links the reports of failing runs, relative to the output folder', () => {
		const page = report('html', summary).files.get('index.html') ?? '';
		expect(page).toContain('<h1>1 valid, 1 invalid, 1 unknown, 1 could not be run</h1>');
		expect(page).toContain('<a href="./raft-register-2/report.html">report</a>');
		// One kind of anomaly, and two reasons for having no verdict.
		expect(page.match(/<details/g)).toHaveLength(3);
		expect(page).toContain("default-src 'none'");
	});

	it('counts systems by what they were under', () => {
		const page = campaignPage(summaryOf([valid, { ...valid, mix: 'crash' }, { ...valid, runtime: 'docker' }, invalid]));
		const matrix = page.slice(page.indexOf('<table class="matrix">'), page.indexOf('</table>'));
		expect([...matrix.matchAll(/<th scope="col">([^<]*)/g)].map(([, head]) => head)).toEqual([
			'System and workload',
			'partition',
			'crash',
			'partition, docker',
		]);
		expect([...matrix.matchAll(/aria-label="([^"]*)"/g)].map(([, label]) => label)).toEqual([
			'raft/register under partition: 1 valid',
			'raft/register under crash: 1 valid',
			'raft/register under partition, docker: 1 valid',
			'raft/register, mutant stale-reads under partition: 1 invalid',
		]);
	});

	it('names the smallest seed of each kind of anomaly, and each kind once', () => {
		const seeds = ['30', '4', '200'].map((seed) => ({ ...invalid, seed, replay: `replay ${seed}` }));
		const page = campaignPage(summaryOf(seeds));
		expect(page.match(/<details class="invalid"/g)).toHaveLength(1);
		expect(page).toContain('found by linearizability in 3 runs; the first seed is 4</summary>');
		expect(page).toContain('<code>replay 4</code>');
	});

	it('tells what has changed since an earlier campaign', () => {
		const fixed = { ...valid, seed: '7' };
		const baseline = {
			name: 'runs-before',
			runs: [valid, { ...fixed, result: 'invalid' as const, anomalies: invalid.anomalies }],
			millis: 5000,
		};
		const broken = { ...valid, result: 'unknown' as const, reason: 'Time ran out' };
		const page = campaignPage({ ...summaryOf([broken, fixed, { ...valid, seed: '8' }]), baseline });
		expect(page).toContain('Compared with runs-before');
		expect(page).toContain('2 runs are in both, by test and seed; 1 are new, and 0 are in the earlier campaign only');
		expect(page).toMatch(/not any more: <b>1<\/b>.*seed 1: valid → unknown: Time ran out/);
		expect(page).toMatch(/valid now: <b>1<\/b>.*seed 7: invalid: nonlinearizable \(linearizability\) → valid/);
	});

	it('tells tests that end both ways', () => {
		const page = campaignPage(summaryOf([valid, { ...invalid, mutant: null }, valid, valid]));
		const flaky = page.slice(page.indexOf('id="flaky"'), page.indexOf('id="runs"'));
		expect(flaky).toContain('<td class="number">25%</td>');
	});

	it('says how many runs it leaves out', () => {
		const page = campaignPage(summaryOf(Array.from({ length: 5001 }, () => valid)));
		expect(page).toContain('The first 5,000 of 5,001');
		expect(page.match(/<tr data-result/g)).toHaveLength(5000);
	});

	it('cannot be broken out of', () => {
		const page = campaignPage(summaryOf([nasty]));
		expect(page).not.toMatch(/<img/);
		expect(page.match(/<script/g)).toHaveLength(1);
		expect(page).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
		expect(page).not.toContain('href="./<');
		// The icon, and two links to the report.
		expect(page.match(/href="/g)).toHaveLength(3);
	});
});

const header: CampaignHeader = {
	format: 1,
	plan: '0123456789abcdef',
	versions: { faultline: '0.1.0', node: 'v20.20.2' },
	shard: { index: 2, of: 3 },
	thresholds: defaultThresholds,
	only: null,
};

function failure(seed: number, type: string) {
	return { ...test, mutant: null, seed, checker: null, type, dir: null, replay: valid.replay };
}

const test = { system: 'raft', workload: 'register', nemeses: ['partition'], runtime: 'sim' };

/** What a reporter writes when it is told of a campaign from its beginning to its end. */
function report(name: string, told: CampaignSummary) {
	const choice = campaignReporters.find((one) => one.name === name) as CampaignReporterChoice;
	const lines: string[] = [];
	const files = new Map<string, string>();
	const summaries: string[] = [];
	const reporter = choice.create({
		color: false,
		write: (text) => void lines.push(text),
		writeFile: (file, content) => void files.set(file, content),
		appendSummary: (markdown) => void summaries.push(markdown),
	});
	reporter.onBegin?.({ runs: told.runs.length, jobs: 1, budgetMs: null, header });
	for (const run of told.runs) reporter.onRunEnd?.(run);
	reporter.onEnd?.(told);
	return { lines, files, summaries };
}

/** Elements that are opened and never closed, or closed in the wrong order: none in a well-formed document. */
function openElements(xml: string): string[] {
	const open: string[] = [];
	for (const [, closes, name, rest] of xml.matchAll(/<(\/?)([a-z]+)((?:"[^"<]*"|[^"<>])*)>/g)) {
		if (closes === '/') {
			if (open.at(-1) === name) open.pop();
			else open.push(`/${name}`);
		} else if (!rest?.endsWith('/')) open.push(name as string);
	}
	return open;
}
