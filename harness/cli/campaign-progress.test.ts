import { describe, expect, it } from 'vitest';
import { endedRun, header, plannedRun } from '../campaign/testing/runs.ts';
import { CampaignView } from './campaign-progress.ts';

function viewAt(earlier = 0) {
	let now = 0;
	const view = new CampaignView(earlier, () => now);
	return {
		view,
		wait: (seconds: number) => {
			now += seconds * 1000;
		},
		begin: (runs: number | null, budgetMs: number | null = null) =>
			view.reporter.onBegin?.({ runs, jobs: 2, budgetMs, header }),
		start: (seed: number) => view.reporter.onRunBegin?.(plannedRun(seed)),
		end: (seed: number, change = {}) => view.reporter.onRunEnd?.(endedRun(seed, change)),
	};
}

describe('CampaignView', () => {
	it('tells how far it is, how fast it goes, what is run and what failed last', () => {
		const { view, wait, begin, start, end } = viewAt();
		begin(8);
		expect(view.window(80).split('\n')).toEqual([
			`${'░'.repeat(24)}  0 of 8 runs  0 s`,
			'0 valid, 0 invalid, 0 unknown',
		]);
		for (const seed of [1, 2, 3]) start(seed);
		wait(4);
		end(1);
		end(2, { result: 'invalid' });
		expect(view.window(80).split('\n')).toEqual([
			'██████░░░░░░░░░░░░░░░░░░  2 of 8 runs  30.0 runs/min, 4 s, about 12 s left',
			'1 valid, 1 invalid, 0 unknown',
			'  primary/register, seed 3  4.0 s',
			'last that was not valid: primary/register, seed 2, invalid',
		]);
		expect(view.line()).toBe('2 of 8 runs: 1 valid, 1 invalid, 0 unknown; 4 s');
	});

	it('goes by the budget where there is no plan, or where that ends first', () => {
		const { view, wait, begin, end } = viewAt();
		begin(null, 60_000);
		wait(15);
		for (let seed = 1; seed <= 30; seed++) end(seed);
		expect(view.window(80).split('\n')[0]).toBe('██████░░░░░░░░░░░░░░░░░░  30 runs  2.0 runs/s, 15 s, about 45 s left');
		expect(view.line()).toBe('30 runs: 30 valid, 0 invalid, 0 unknown; 15 s of 60 s');
	});

	it('counts earlier runs, but not for how fast it goes', () => {
		const { view, wait, begin, end } = viewAt(2);
		begin(4);
		end(1);
		end(2);
		wait(2);
		expect(view.window(80).split('\n')[0]).toBe('████████████░░░░░░░░░░░░  2 of 4 runs  2 s');
		end(3);
		expect(view.window(80).split('\n')[0]).toContain('30.0 runs/min, 2 s, about 2 s left');
	});

	it('fits into the terminal', () => {
		const { view, begin, start } = viewAt();
		begin(8);
		start(1);
		for (const line of view.window(20).split('\n')) expect(line.length).toBeLessThan(20);
	});
});
