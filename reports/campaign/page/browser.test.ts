import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, type Opened, ReportBrowser, seriousBarriers } from '../../fixtures/browser.ts';
import { error, invalid, nasty, summaryOf, unknown, valid } from '../../fixtures/campaign.ts';
import { campaignPage } from './page.ts';

const runs = [
	...Array.from({ length: 12 }, (_, i) => ({ ...valid, seed: String(i + 1), millis: 100 * ((i * 7) % 12) })),
	{ ...valid, mix: 'crash', seed: '40' },
	{ ...invalid, seed: '17' },
	unknown,
	error,
];

describe.runIf(hasBrowser)('the page of a campaign in a browser', () => {
	let browser: ReportBrowser;
	beforeAll(async () => {
		browser = await ReportBrowser.launch();
	});
	afterAll(() => browser?.close());

	const open = (hash = '', shown = runs): Promise<Opened> =>
		browser.open(campaignPage(summaryOf(shown)), '.filter:not([hidden])', hash);
	const rows = ({ page }: Opened) => page.locator('.runs tbody tr:visible');
	const seeds = (opened: Opened) => rows(opened).locator('td:nth-child(4)').allTextContents();

	it('shows every run, and those that a cell of the matrix counts', async () => {
		const opened = await open();
		expect(await rows(opened).count()).toBe(16);
		await opened.page.getByRole('button', { name: 'raft/register under crash: 1 valid' }).click();
		expect(await seeds(opened)).toEqual(['40']);
		expect(opened.page.url()).toContain('#subject=raft%2Fregister&condition=crash');
		expect(await opened.page.locator('.filter output').textContent()).toBe('1 of 16 runs');
		expect(opened).toMatchObject({ problems: [], requests: [] });
	});

	it('searches, filters and sorts', async () => {
		const opened = await open();
		await opened.page.getByRole('searchbox').fill('stale seed 17');
		expect(await seeds(opened)).toEqual(['17']);
		await opened.page.getByRole('searchbox').fill('');
		await opened.page.getByLabel('Result').selectOption('valid');
		await opened.page.getByRole('button', { name: 'Wall time' }).click();
		await opened.page.getByRole('button', { name: 'Wall time' }).click();
		expect((await seeds(opened))[0]).toBe('6');
		expect(await opened.page.locator('th[aria-sort="descending"]').textContent()).toBe('Wall time');
		expect(opened).toMatchObject({ problems: [], requests: [] });
	});

	it('begins with the choice that its address names', async () => {
		expect(await rows(await open('#result=unknown')).count()).toBe(1);
	});

	it('takes whatever a run says for text, and still finds it', async () => {
		const opened = await open('', [nasty, valid]);
		expect(await opened.page.locator('img').count()).toBe(0);
		await opened.page.locator('.matrix button').first().click();
		expect(await rows(opened).count()).toBe(1);
		expect(opened).toMatchObject({ problems: [], requests: [] });
	});

	it('has nothing serious that keeps people out', async () => {
		const { page } = await open();
		expect(await seriousBarriers(page)).toEqual([]);
	});

	it('fits a narrow screen', async () => {
		const { page } = await open();
		await page.setViewportSize({ width: 390, height: 800 });
		await expect
			.poll(() => page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'))
			.toBe(0);
	});
});
