/**
 * Makes the pictures in docs/images again: runs the commands that the docs name, opens the pages that come of them in a
 * browser, and takes pictures of parts of them.
 *
 *     npx tsx scripts/pictures.ts [name…]
 */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { type Browser, chromium, type Page } from 'playwright-core';

interface Picture {
	/** Of `faultline`, without `--out`. */
	readonly command: string;
	/** The page that it writes, within the folder of `--out`. */
	readonly page: string;
	/** What of it is shown: this element alone, or the page from its top to the bottom of the other. */
	readonly from: string;
	readonly to?: string;
	/** At most, in pixels. */
	readonly heightMax?: number;
	readonly prepare?: (page: Page) => Promise<void>;
}

const staleRead = { command: 'run raft --mutant stale-reads --seed 1', page: 'latest/report.html' };

const pictures: Readonly<Record<string, Picture>> = {
	anomaly: { ...staleRead, from: '.timeline' },
	'run-report': { ...staleRead, from: '.verdict', to: '.timeline' },
	sequence: {
		...staleRead,
		from: '#sequence',
		to: '.sequence',
		heightMax: 760,
		prepare: leaveOutHeartbeats,
	},
	cycle: {
		command:
			'run two-phase-commit --workload list-append --mutant read-locks-released-early --nemesis partition,crash,pause --time 20s --seed 1',
		page: 'latest/report.html',
		from: '.anomaly:has(.cycle)',
	},
	clocks: {
		command: 'run raft --nemesis clock-step,clock-drift,clock-strobe --time 10s --seed 3',
		page: 'latest/report.html',
		from: '.clocks',
		to: '.clocks .chart-legend',
	},
	campaign: {
		command:
			'campaign --system raft --mutant stale-reads,ack-before-sync,reply-before-commit,quorum-too-small --nemesis none --nemesis partition --nemesis crash --nemesis pause --seeds 1..5 --time 20s --reporter html',
		page: 'index.html',
		from: 'header',
		to: 'main',
		heightMax: 900,
	},
	scorecard: {
		command: 'bench --system raft,paxos',
		page: 'scorecard.html',
		from: 'header',
		to: 'main',
		heightMax: 1000,
	},
};

/** And turn to what comes after the elections. */
async function leaveOutHeartbeats(page: Page): Promise<void> {
	for (const type of ['append_entries', 'append_entries_reply', 'pre_vote', 'pre_vote_reply']) {
		await page.getByRole('button', { name: new RegExp(`^${type} `) }).click();
	}
	await page.getByRole('button', { name: 'later' }).click();
}

const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs/images');
const width = 1000;

const names = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'faultline-pictures-'));
const browser = await chromium.launch({ executablePath: process.env['FAULTLINE_CHROMIUM'] ?? '/usr/bin/chromium' });
try {
	mkdirSync(images, { recursive: true });
	const made = new Map<string, string>();
	for (const [name, picture] of Object.entries(pictures)) {
		if (names.length > 0 && !names.includes(name)) continue;
		const folder = made.get(picture.command) ?? (await run(picture.command));
		made.set(picture.command, folder);
		await take(browser, join(folder, picture.page), join(images, `${name}.png`), picture);
	}
} finally {
	await browser.close();
	rmSync(work, { recursive: true });
}

/** Runs it; an anomaly (exit code 1) is what most pictures show. Gives the folder of what it wrote. */
async function run(command: string): Promise<string> {
	const out = mkdtempSync(join(work, 'run-'));
	console.log(`faultline ${command}`);
	const { exitCode, stderr } = await execa(
		'npx',
		['tsx', join(root, 'bin/faultline.ts'), ...command.split(' '), '--out', out],
		{
			reject: false,
		},
	);
	if (exitCode !== 0 && exitCode !== 1) throw new Error(`Expected exit code 0 or 1, got ${exitCode}: ${stderr}`);
	return out;
}

async function take(browser: Browser, page: string, file: string, picture: Picture): Promise<void> {
	const { from, to = from, heightMax = Number.POSITIVE_INFINITY, prepare } = picture;
	const tab = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: 'light' });
	await tab.goto(pathToFileURL(page).href);
	await tab.waitForSelector(to);
	await prepare?.(tab);
	const first = await boxOf(tab, from);
	const last = await boxOf(tab, to);
	const across = from === to ? { x: first.x, width: first.width } : { x: 0, width };
	const height = Math.min(last.y + last.height - first.y, heightMax);
	await tab.screenshot({ path: file, fullPage: true, clip: { ...across, y: first.y, height } });
	await tab.close();
	console.log(`${file}: ${Math.round(statSync(file).size / 1000)} kB`);
}

/** Where an element is on the page, scrolled or not. */
async function boxOf(tab: Page, selector: string): Promise<{ x: number; y: number; width: number; height: number }> {
	const box = await tab.locator(selector).first().boundingBox();
	if (box === null) throw new Error(`Expected ${selector} on the page`);
	return { ...box, y: box.y + Number(await tab.evaluate('scrollY')) };
}
