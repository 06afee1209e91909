import { expect, test } from 'vitest';
import type { CampaignPlan, CampaignRun, PlannedRun } from '../model/index.ts';
import { CampaignView } from './campaign-progress.ts';

const planned = (seed: string, mix: string): PlannedRun =>
	({ options: { system: 'raft', workload: 'kv', mutant: null, seed }, project: null, mix }) as PlannedRun;
const ended = (run: PlannedRun, result: CampaignRun['result']): CampaignRun =>
	({ ...run.options, ...run, result }) as never;

/** After so many seconds with one run that has ended and one that goes on. */
function after(seconds: number, runs = 800): CampaignView {
	let now = 0;
	const view = new CampaignView(0, () => now);
	const [first, second] = [planned('1', 'swarm'), planned('1', 'none')];
	view.reporter.onBegin?.({ runs, budgetMs: null } as CampaignPlan);
	view.reporter.onRunBegin?.(first);
	now = (seconds - 2) * 1_000;
	view.reporter.onRunEnd?.(ended(first, 'invalid'));
	view.reporter.onRunBegin?.(second);
	now = seconds * 1_000;
	return view;
}

test('the window tells how far it is, how fast it goes, what is being run and what failed last', () => {
	expect(after(4, 5).window(100).split('\n')).toEqual([
		'████░░░░░░░░░░░░░░░░░░░░  1 of 5 runs  0.3 runs/s, 4 s, about 16 s left',
		'0 valid, 1 invalid, 0 unknown',
		'  raft/kv, none, seed 1  2.0 s',
		'last that was not valid: raft/kv, swarm, seed 1, invalid',
	]);
});

test('what is slow or long is told in minutes and hours', () => {
	expect(after(38).window(100)).toContain('1.6 runs/min, 38 s, about 8 h 26 min left');
	expect(after(130, 2).window(100)).toContain('0.5 runs/min, 2 min 10 s, about 2 min 10 s left');
});

test('no line is longer than the terminal is wide', () => {
	for (const line of after(4).window(30).split('\n')) expect(line.length).toBeLessThan(30);
});
