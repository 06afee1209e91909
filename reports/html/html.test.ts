import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Anomaly, History, type RunRecord } from '../../harness/model/index.ts';
import { longWindedRun, nastyRun, nastyText } from '../fixtures/nasty.ts';
import { staleRead } from '../fixtures/stale-read.ts';
import { validRun } from '../fixtures/valid.ts';
import { collect } from './collect.ts';
import { html } from './html.ts';
import type { ReportData } from './report-data.ts';

describe('html', () => {
	it('embeds what the page shows, unchanged', () => {
		for (const run of [staleRead(), validRun(), nastyRun()]) {
			expect(embedded(html(run))).toEqual(JSON.parse(JSON.stringify(collect(run))));
		}
	});

	it('cannot be broken out of by anything that a run says', () => {
		const page = html(nastyRun());
		expect(page).not.toContain('<img');
		// The elements are those of the page itself, no more and no fewer.
		for (const element of ['script', 'style', 'noscript', 'title']) {
			const opened = (text: string) => text.match(new RegExp(`<${element}\\b`, 'g'))?.length;
			expect(opened(page)).toBe(opened(html(validRun())));
		}
		expect(page).not.toMatch(/[\u2028\u2029\ud800]/);
	});

	it('allows the scripts and styles that it contains, and nothing else', () => {
		const page = html(nastyRun());
		const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
		expect(policy).toContain("default-src 'none'");
		expect(policy).not.toContain('unsafe-inline');
		for (const [, attributes, text] of page.matchAll(/<(?:script|style)\b([^>]*)>([\s\S]*?)<\/(?:script|style)>/g)) {
			if (attributes?.includes('application/json')) continue;
			expect(policy).toContain(`'sha256-${createHash('sha256').update(String(text)).digest('base64')}'`);
		}
	});

	it('stays small for a big history', () => {
		const history = new History();
		for (let i = 0; i < 100_000; i++) {
			history.append({ time: i * 1e6, process: i % 10, type: 'invoke', f: 'write', key: 'x', value: i });
			history.append({ time: i * 1e6 + 5e5, process: i % 10, type: 'ok', f: 'write', key: 'x', value: i });
		}
		const page = html({ ...validRun(), history });
		expect(page.length).toBeLessThan(400_000);
		expect(embedded(page).latency.total).toBe(100_000);
	});
});

it('shows the beginnings of what is too long, and says how long it is', () => {
	const page = html(longWindedRun());
	expect(page.length).toBeLessThan(400_000);
	const { checkers, trace } = embedded(page);
	expect(checkers[0]?.anomalies[0]?.message).toMatch(/^\\u202e<b>.*… \(1,000,000 characters in all\)$/);
	expect(trace?.nodes[0]?.spans[0]?.role.length).toBeLessThan(200);
});

describe('collect', () => {
	it('tells of the window, the failing operation and the paths', () => {
		const [checker] = collect(staleRead()).checkers;
		const witness = checker?.anomalies[0]?.witness;
		expect(witness?.operations.map(({ label }) => label)).toEqual([
			'write k3 4',
			'write k3 5',
			'cas k3 5→6',
			'read k3 → 5',
			'read k3 → 4',
		]);
		expect(witness?.operations.find(({ id }) => id === witness.failing)?.label).toBe('read k3 → 4');
		expect(witness?.paths.map(({ order }) => order.length)).toEqual([3, 4]);
		expect(witness?.operations[2]?.completed).toBeNull();
	});

	it('joins faults to their healing', () => {
		const { faults } = collect(staleRead());
		expect(faults.map(({ kind, targets, from, to }) => [kind, targets, from, to])).toEqual([
			['crash', 'n2 n5', 3e9, 4.5e9],
			['cut', 'n1 n2 | n3 n4 n5', 8e9, 10.5e9],
			['loss', 'n1 | n2 n3 n4 n5', 8.4e9, 9.6e9],
			['pause', 'n3', 13e9, 14e9],
		]);
		expect(collect(nastyRun()).faults.map(({ to }) => to)).toEqual([null, null]);
	});

	it('opens whatever details a checker wrote', () => {
		const strange: Anomaly['details'][] = [
			undefined,
			{},
			{ key: null, failing: 'x', before: 3, states: [null, { a: 1 }], finalPaths: [1, null, { order: [{}, 4] }] },
			{ finalPaths: [{ from: 1, order: 'x', stuck: null, alsoStuck: [nastyText, 7] }], before: [{}] },
		];
		for (const details of strange) {
			const anomaly: Anomaly = { type: 'x', message: 'y', operations: [0, 1, -5, 1e9], ...(details && { details }) };
			const witness = collect(withAnomaly(anomaly)).checkers[0]?.anomalies[0]?.witness;
			expect(witness?.operations.length).toBeGreaterThan(0);
		}
	});

	it('tells the story of a run that is one, or of the smallest one that fails alike', () => {
		expect(collect(staleRead()).story).toBeNull();
		const run = staleRead();
		const step = { time: 25e7, kind: 'fault', subject: 'n1', text: `n1 is cut off ${nastyText}` } as const;
		const own = collect({ ...run, verdict: { ...run.verdict, story: [step] } }).story;
		expect(own).toMatchObject({ replay: null, steps: [{ moment: '0.250 s' }] });
		expect(own?.steps[0]?.text).toMatch(/^n1 is cut off <\/script>.*\\u0000/);
		const shrunk = { story: ['   0.250 s  n1 is cut off', 'whatever'], file: 'runs/x/repro.json' };
		expect(collect({ ...run, shrunk }).story).toEqual({
			replay: 'faultline replay runs/x/repro.json',
			steps: [
				{ moment: '0.250 s', text: 'n1 is cut off' },
				{ moment: '', text: 'whatever' },
			],
		});
	});

	it('begins with the anomaly that is proved by the fewest operations', () => {
		const [stale] = staleRead().verdict.checkers['linearizability']?.anomalies ?? [];
		const anomalies = [
			{ type: 'vague', message: '', operations: [] },
			{ ...(stale as Anomaly), type: 'big' },
			{ type: 'small', message: '', operations: [4, 2] },
		];
		const run = withAnomaly(stale as Anomaly);
		const verdict = { ...run.verdict, checkers: { any: { valid: false, anomalies, millis: 1 } } } as const;
		const types = collect({ ...run, verdict }).checkers[0]?.anomalies.map(({ type }) => type);
		expect(types).toEqual(['small', 'big', 'vague']);
	});

	it('says how much it leaves out of a big witness, and keeps what the failing operation clashes with', () => {
		const run = validRun(1_000);
		const operations = [...run.history.operations()].map(({ invoked }) => invoked).slice(0, 1_000);
		const failing = operations[700] as number;
		const anomaly = { type: 'x', message: 'y', operations, details: { failing } };
		const witness = collect(withAnomaly(anomaly, run)).checkers[0]?.anomalies[0]?.witness;
		expect(witness?.operationCount).toBe(1_000);
		expect(witness?.operations.length).toBe(300);
		expect(witness?.operations.at(-1)?.id).toBe(failing);
	});
});

function embedded(page: string): ReportData {
	const text = /<script type="application\/json" id="run-data">([\s\S]*?)<\/script>/.exec(page)?.[1];
	return JSON.parse(text ?? '') as ReportData;
}

function withAnomaly(anomaly: Anomaly, run: RunRecord = staleRead()): RunRecord {
	const checkers = { any: { valid: false, anomalies: [anomaly], millis: 1 } } as const;
	return { ...run, verdict: { ...run.verdict, valid: false, checkers } };
}
