import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../harness/model/index.ts';
import { hasBrowser, type Opened, ReportBrowser, seriousBarriers } from '../fixtures/browser.ts';
import { wrongClocks } from '../fixtures/clocks.ts';
import { brokenInvariant, writeSkew } from '../fixtures/cycle.ts';
import { manyCrashes } from '../fixtures/many-crashes.ts';
import { longWindedRun, nastyRun, nastyText } from '../fixtures/nasty.ts';
import { staleRead } from '../fixtures/stale-read.ts';
import { staleReadWithTrace, traceLines } from '../fixtures/trace.ts';
import { unknownRun, validRun } from '../fixtures/valid.ts';
import { html } from './html.ts';

describe.runIf(hasBrowser)('a report in a browser', () => {
	let browser: ReportBrowser;

	beforeAll(async () => {
		browser = await ReportBrowser.launch();
	});
	afterAll(() => browser?.close());

	const open = (run: RunRecord, text = html(run)): Promise<Opened> => browser.open(text, '.uplot canvas');

	it('explains an anomaly: window, paths, faults, charts, replay', async () => {
		const shrunk = { story: ['   0.250 s  n1 is cut off'], file: 'runs/x/repro.json' };
		const { page, problems, requests } = await open({ ...staleRead(), shrunk });
		expect(await page.locator('h1').textContent()).toContain('Invalid');
		expect(await page.locator('main > section').first().textContent()).toContain('0.250 s n1 is cut off');
		expect(await page.locator('.witness .bar text').allTextContents()).toEqual([
			'write k3 4',
			'write k3 5',
			'cas k3 5→6',
			'read k3 → 5',
			'read k3 → 4',
		]);
		expect(await page.locator('.witness .bar.failing text').allTextContents()).toEqual(['read k3 → 4']);
		expect(await page.locator('.witness .process').allTextContents()).toHaveLength(5);
		expect(await page.locator('.fault-lanes .span').count()).toBe(4);
		expect(await page.locator('.fault-lanes .window-mark').count()).toBe(1);
		expect(await page.locator('.fault-table tbody tr').count()).toBe(4);
		expect(await page.locator('.counts').textContent()).toMatch(
			/ok happened\d+.*fail did not happen\d+.*info outcome unknown\d+/,
		);
		expect(await page.locator('.uplot canvas').count()).toBe(2);
		expect(await page.locator('.replay code').textContent()).toContain('--mutant stale-reads --seed 4711');
		expect(problems).toEqual([]);
		expect(requests).toEqual([]);
	});

	it('shows another attempt at an order, and the window to scale', async () => {
		const { page, problems } = await open(staleRead());
		expect(await page.locator('.points circle').count()).toBe(3);
		await page.getByRole('button', { name: 'attempt 2' }).click();
		expect(await page.locator('.points circle').count()).toBe(4);
		expect(await page.locator('.steps .stuck').textContent()).toContain('must come now, but the state is 6');
		const widthOf = async () => (await page.locator('.bar.failing rect').boundingBox())?.width ?? 0;
		const inOrder = await widthOf();
		await page.getByRole('button', { name: 'to scale' }).click();
		// 3 of about 600 milliseconds.
		expect(await widthOf()).toBeLessThan(inOrder / 5);
		expect(problems).toEqual([]);
	});

	it('draws bars that overlap exactly where the operations did', async () => {
		const { page } = await open(staleRead());
		const boxes = await page.locator('.witness .bar rect').all();
		const spans = await Promise.all(boxes.map((box) => box.boundingBox()));
		const [first, second, swap, goodRead, badRead] = spans.map((box) => ({
			start: box?.x ?? Number.NaN,
			end: (box?.x ?? Number.NaN) + (box?.width ?? Number.NaN),
		}));
		expect(first?.end).toBeLessThan(second?.start ?? 0);
		expect(swap?.start).toBeLessThan(second?.end ?? 0);
		expect(second?.end).toBeLessThan(goodRead?.start ?? 0);
		expect(goodRead?.end).toBeLessThan(badRead?.start ?? 0);
		expect(swap?.end).toBeGreaterThan(badRead?.end ?? Number.POSITIVE_INFINITY);
	});

	it('zooms all charts together and back', async () => {
		const { page, problems } = await open(staleRead());
		const title = await page.locator('.fault-lanes .span title').nth(1).textContent();
		const span = page.locator('.fault-lanes .span', { hasText: title ?? '' }).locator('rect');
		const before = (await span.boundingBox())?.width ?? 0;
		await page.locator('.u-over').first().scrollIntoViewIfNeeded();
		const plot = await page.locator('.u-over').first().boundingBox();
		if (plot === null) throw new Error('Expected a chart');
		await page.mouse.move(plot.x + plot.width * 0.35, plot.y + 50);
		await page.mouse.down();
		await page.mouse.move(plot.x + plot.width * 0.6, plot.y + 50, { steps: 5 });
		await page.mouse.up();
		await expect.poll(async () => (await span.boundingBox())?.width ?? 0).toBeGreaterThan(before * 2);
		await page.getByRole('button', { name: 'whole run' }).click();
		await expect.poll(async () => (await span.boundingBox())?.width ?? 0).toBeCloseTo(before, 0);
		expect(problems).toEqual([]);
	});

	it('has no more drawings and rows of thousands of faults than people can tell apart', async () => {
		const { page, problems } = await open({ ...staleRead(), faults: manyCrashes() });
		expect(await page.locator('*').count()).toBeLessThan(5_000);
		expect(await page.locator('.fault-lanes title').first().textContent()).toMatch(/4,000 times crash .* zoom in/);
		await page.getByText('too close to be told apart').first().waitFor();
		const rows = page.locator('.fault-table tbody tr');
		expect(await rows.count()).toBe(200);
		await page.locator('.fault-table').getByRole('button', { name: 'end' }).click();
		await page.getByText('3,801 to 4,000 of 4,000 faults').waitFor();
		expect(await rows.last().textContent()).toContain('999.750 s');
		expect(problems).toEqual([]);
	});

	describe('the messages', () => {
		const ready = '.sequence svg';
		const openTrace = (hash = ''): Promise<Opened> => browser.open(html(staleReadWithTrace()), ready, hash);
		const labels = ({ page }: Opened) => page.locator('.arrow > text').allTextContents();

		it('are shown around the anomaly, with what was lost and what nodes became', async () => {
			const opened = await openTrace();
			const shown = await labels(opened);
			expect(shown).toContain('read');
			expect(shown).toContain('read_ok');
			expect(await opened.page.locator('.arrow.lost').count()).toBeGreaterThan(3);
			expect(await opened.page.locator('.happening.state text').allTextContents()).toContain('leader 2');
			// A client without a part in the anomaly is left out until it is asked for.
			expect(shown).not.toContain('write');
			await opened.page.getByRole('button', { name: 'c9', exact: true }).click();
			expect(await labels(opened)).toContain('write');
			expect(opened).toMatchObject({ problems: [], requests: [] });
		});

		it('can be left out by type, and are turned over page by page, with keys as well', async () => {
			const opened = await openTrace();
			const { page } = opened;
			const first = page.getByRole('button', { name: 'start' });
			await first.focus();
			await page.keyboard.press('Enter');
			const begin = await page.locator('.moment').first().textContent();
			await page.getByRole('button', { name: 'later' }).focus();
			await page.keyboard.press('Space');
			expect(await page.locator('.moment').first().textContent()).not.toBe(begin);
			await page.getByRole('button', { name: /^append_entries / }).click();
			expect(await labels(opened)).not.toContain('append_entries');
			expect(opened).toMatchObject({ problems: [], requests: [] });
		});

		it('of the whole run come from its trace, from the disk', async () => {
			const opened = await openTrace();
			const { page } = opened;
			const choose = (name: string, buffer: Buffer): Promise<void> =>
				page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/gzip', buffer });
			const trace = gzipSync(`${traceLines().join('\n')}\n`);
			await choose('trace.jsonl.gz', trace);
			await expect.poll(() => page.locator('#sequence').textContent()).toContain('trace.jsonl.gz: 1,599 messages');
			await page.getByRole('button', { name: 'start' }).click();
			expect(await page.locator('.moment').first().textContent()).toBe('0.000 s');
			await choose('trace.jsonl', Buffer.from('{"time":1,"kind":"send"\n'));
			await expect.poll(() => page.locator('#sequence').textContent()).toContain('is not the trace of a run: line 1');
			expect(opened).toMatchObject({ problems: [], requests: [] });
		});

		it('begin where the address says: at a moment, or at an operation', async () => {
			const record = staleReadWithTrace();
			const stale = record.verdict.checkers['linearizability']?.anomalies[0]?.operations.at(-1);
			const { page } = await openTrace(`#op=${stale}`);
			expect(await page.locator('.arrow > text').allTextContents()).toContain('read_ok');
			const inView = await page.evaluate('document.querySelector("#sequence").getBoundingClientRect().top');
			expect(Math.abs(inView as number)).toBeLessThan(300);
			const elsewhere = await openTrace('#t=8.3s');
			const times = await elsewhere.page.locator('.moment').allTextContents();
			expect(times).toContain('8.300 s');
			const nowhere = await openTrace('#op=99999999');
			expect(await nowhere.page.locator('.place').textContent()).toContain(
				'The operation 99999999 is not in this page',
			);
		});
	});

	it('shows what each node was, and its log', async () => {
		const { page, problems } = await browser.open(html(staleReadWithTrace()), '.node-lanes svg');
		expect(await page.locator('.node-lanes .process').allTextContents()).toEqual(['n1', 'n2', 'n3', 'n4', 'n5']);
		expect(await page.locator('.node-span.leads').count()).toBe(2);
		await page.locator('.logs summary').click();
		expect(await page.locator('.logs li').allTextContents()).toEqual(['8.212 s n4 leads in term 2']);
		await page.locator('.logs select').selectOption('n1');
		expect(await page.locator('.logs li').count()).toBe(0);
		expect(problems).toEqual([]);
	});

	it('shows how far off clocks were, on the time axis of the others, by keys as well', async () => {
		const clockChart = '.clocks .uplot canvas';
		const { page, problems, requests } = await browser.open(html(wrongClocks()), clockChart, '#t=9s');
		const panel = page.locator('.clocks');
		const drawn = () => pictureOf(page, clockChart);
		expect(await page.locator('[aria-label="The time shown"] output').textContent()).toBe('8 s to 10 s');
		expect(await panel.locator('h3').textContent()).toContain('reckoned from the faults as they were injected');
		expect(await panel.getByRole('img').getAttribute('aria-label')).toContain(
			'n1 from 0 to +1.5 s; n2 from 0 to +200 ms',
		);
		const whole = page.getByRole('button', { name: 'whole run' });
		await whole.focus();
		await page.keyboard.press('Enter');
		const before = await drawn();
		await panel.getByRole('button', { name: 'n1', exact: true }).focus();
		await page.keyboard.press('Space');
		await expect.poll(drawn).not.toBe(before);
		await page.keyboard.press('Space');
		await expect.poll(drawn).toBe(before);
		await page.getByRole('button', { name: 'zoom in' }).click();
		await page.getByRole('button', { name: 'right' }).click();
		expect(await page.locator('[aria-label="The time shown"] output').textContent()).toMatch(/^\S+ s to \S+ s$/);
		await expect.poll(drawn).not.toBe(before);
		await panel.locator('summary').click();
		expect(await panel.locator('tbody tr').nth(2).locator('th, td').allTextContents()).toEqual([
			...['n3', '−300 ms', '0', 'right', '6', '1.25 s'],
		]);
		expect([...problems, ...requests]).toEqual([]);
	});

	it('draws a cycle of transactions, with a sentence for each edge', async () => {
		const { page, problems, requests } = await open(writeSkew());
		expect(await page.locator('.cycle .transaction text').allTextContents()).toEqual(['T1', 'T2']);
		expect(await page.locator('.cycle .edge text').allTextContents()).toEqual(['rw', 'rw']);
		await page.getByRole('button', { name: 'T2 did not see T1' }).click();
		expect(await page.locator('.cycle .edge.chosen title').allTextContents()).toEqual([
			"T2 did not observe T1's append of 1 to y",
		]);
		expect(await page.locator('.cycle li.chosen').textContent()).toContain("T2 did not observe T1's append of 1 to y");
		expect(await page.locator('.message').textContent()).toBe(
			'2 transactions come before each other in a circle (G2):',
		);
		expect([...problems, ...requests]).toEqual([]);
	});

	it('shows when an invariant broke, and what happened then', async () => {
		const lines = traceLines();
		const { page, problems } = await browser.open(html({ ...brokenInvariant(), trace: () => lines }), '.sequence svg');
		expect(await page.locator('.anomaly-facts').textContent()).toBe('noden3eventdelivereventNumber812');
		await page.getByRole('link', { name: 'Show what happened then' }).click();
		await expect.poll(() => page.locator('.happening.state text').allTextContents()).toContain('leader 2');
		expect(page.url()).toContain('#t=8.212s');
		expect(problems).toEqual([]);
	});

	it.each([
		['an anomaly with its messages', staleReadWithTrace],
		['a cycle', writeSkew],
		['a broken invariant', brokenInvariant],
		['a valid run with wrong clocks', wrongClocks],
	])('has nothing serious that keeps people out: %s', async (_, make) => {
		const { page } = await open(make());
		await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
		for (const colorScheme of ['light', 'dark'] as const) {
			await page.emulateMedia({ colorScheme });
			expect(await seriousBarriers(page)).toEqual([]);
		}
	});

	it('treats whatever a run says as text', async () => {
		const { page, problems, requests } = await open(nastyRun());
		expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
		expect(await page.locator('img').count()).toBe(0);
		expect(await page.locator('.message').textContent()).toContain(nastyText.slice(0, 60));
		expect(problems).toEqual([]);
		expect(requests).toEqual([]);
	});

	it('stays a page when everything is a megabyte long', async () => {
		const { page, problems, requests } = await browser.open(html(longWindedRun()), '.sequence svg');
		expect(await page.locator('.message').textContent()).toContain('… (1,000,000 characters in all)');
		await page.setViewportSize({ width: 390, height: 800 });
		await expect
			.poll(() => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'))
			.toBe(0);
		expect([...problems, ...requests]).toEqual([]);
	});

	it('runs no script and asks for nothing even if something got past the escaping', async () => {
		let arrived = 0;
		const server = createServer((_, response) => {
			arrived++;
			response.end();
		});
		await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
		const { port } = server.address() as AddressInfo;
		const image = `<img src="http://127.0.0.1:${port}/" onerror="globalThis.pwned=2">`;
		const smuggled = `<script>globalThis.pwned=1;fetch('http://127.0.0.1:${port}/')</script>${image}`;
		const text = html(validRun()).replace('<div id="report"></div>', () => `<div id="report"></div>${smuggled}`);
		const { page, problems } = await open(validRun(), text);
		expect(await page.locator('img').count()).toBe(1);
		expect(await page.evaluate('globalThis.pwned')).toBeUndefined();
		expect(arrived).toBe(0);
		server.close();
		expect(problems.join()).toContain('Content Security Policy');
	});

	it('opens a valid run and an unknown one with a single operation and no fault', async () => {
		for (const [run, word] of [
			[validRun(), 'Valid'],
			[unknownRun(), 'Unknown'],
		] as const) {
			const { page, problems, requests } = await open(run);
			expect(await page.locator('h1').textContent()).toContain(word);
			expect(await page.locator('.witness').count()).toBe(0);
			expect([...problems, ...requests]).toEqual([]);
		}
	});

	it('fits a narrow screen', async () => {
		for (const make of [staleRead, wrongClocks]) {
			const { page } = await open(make());
			await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
			await page.setViewportSize({ width: 390, height: 800 });
			await expect
				.poll(() => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'))
				.toBe(0);
		}
	});
});

/** What a canvas shows once it has been drawn anew, as a hash. */
async function pictureOf(page: Page, canvas: string): Promise<string> {
	const frames = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';
	const url = await page.evaluate(`${frames}.then(() => document.querySelector('${canvas}').toDataURL())`);
	return createHash('sha256').update(String(url)).digest('hex');
}
