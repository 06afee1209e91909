import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { defaultTestOptions, History, type RunRecord, type TestOptions } from '../harness/model/index.ts';
import { manyCrashes } from '../reports/fixtures/many-crashes.ts';
import { html } from '../reports/index.ts';
import { type Measurement, median } from './measurement.ts';

const operations = 100_000;
const rounds = 5;
const executablePath = process.env['FAULTLINE_CHROMIUM'] ?? '/usr/bin/chromium';

/** The page of a long run with its trace: how big it is, how long it takes to make, and until a browser has drawn it. */
export async function* bench(): AsyncGenerator<Measurement> {
	const run = longRun();
	const started = performance.now();
	const page = html(run);
	yield { bench: 'reports/make-page', value: Math.round(performance.now() - started), unit: 'ms', operations };
	yield { bench: 'reports/page', value: Math.round(page.length / 1000), unit: 'kB', operations };
	yield { bench: 'reports/open-page', value: Math.round(await timeToOpen(page)), unit: 'ms', operations, rounds };
}

/** Until the charts are there and the browser has shown a picture with them; the browser itself has started before. */
async function timeToOpen(text: string): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
	const file = join(folder, 'report.html');
	writeFileSync(file, text);
	const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
	const times: number[] = [];
	for (let round = 0; round < rounds; round++) {
		const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
		const started = performance.now();
		await page.goto(pathToFileURL(file).href);
		await page.waitForSelector('.uplot canvas');
		await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
		times.push(performance.now() - started);
		await page.close();
	}
	await browser.close();
	rmSync(folder, { recursive: true });
	return median(times);
}

function longRun(): RunRecord {
	const options: TestOptions = {
		...defaultTestOptions,
		system: 'raft',
		workload: 'kv',
		nemeses: [],
		mutant: null,
		nodeCount: 5,
		seed: '1',
	};
	const history = longHistory();
	const verdict = {
		valid: true as const,
		system: 'raft',
		workload: 'kv',
		runtime: 'sim',
		nemeses: [],
		mutant: null,
		seed: 1,
		traceHash: '0123456789abcdef',
		operations: history.count(),
		checkers: {},
		millis: 1,
	};
	return {
		options,
		versions: { faultline: '0', node: process.version },
		verdict,
		history,
		faults: manyCrashes(),
		trace: longTrace,
	};
}

/** An operation every 10 ms, by twenty processes in turn. */
function longHistory(): History {
	const events = Array.from({ length: operations }, (_, i) => {
		const common = { process: i % 20, f: 'write', key: `k${i % 15}`, value: i };
		const time = i * 1e7;
		return [
			{ ...common, time, type: 'invoke' as const },
			{ ...common, time: time + 2e6 + ((i * 7919) % 5000) * 1e3, type: 'ok' as const },
		];
	});
	return History.of(events.flat().sort((a, b) => a.time - b.time));
}

/** Three messages for each operation, and now and then another leader. */
function* longTrace(): Generator<string> {
	yield JSON.stringify({ time: 0, kind: 'state', node: 'n1', detail: { role: 'leader', term: 1 } });
	for (let i = 0; i < operations; i++) {
		const client = `c${i % 20}`;
		for (const [src, dest, after] of [
			[client, 'n1', 0],
			['n1', 'n2', 1e6],
			['n1', client, 2.2e6],
		] as const) {
			const message = { src, dest, body: { type: 'write', number: i } };
			yield JSON.stringify({ time: i * 1e7 + after, kind: 'send', ...message });
			yield JSON.stringify({ time: i * 1e7 + after + 5e5, kind: 'deliver', ...message });
		}
		yield JSON.stringify({ time: i * 1e7 + 1e6, kind: 'state', node: 'n1', detail: { commitIndex: i } });
		if (i % 10 !== 0) continue;
		const detail = { role: i % 20 === 0 ? 'leader' : 'follower', term: i };
		yield JSON.stringify({ time: i * 1e7 + 3e6, kind: 'state', node: `n${1 + ((i / 10) % 5)}`, detail });
	}
}
