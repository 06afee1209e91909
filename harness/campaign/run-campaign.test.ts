import { describe, expect, it } from 'vitest';
import { type CampaignReporter, type CampaignRun, defaultThresholds, type PlannedRun } from '../model/index.ts';
import { runKey } from './plan.ts';
import { type CampaignEnvironment, type CampaignOptions, runCampaign } from './run-campaign.ts';
import { endedRun, header, plannedRun } from './testing/runs.ts';

const options: CampaignOptions = {
	runs: null,
	jobs: 1,
	budgetMs: null,
	header,
	thresholds: defaultThresholds,
	bail: null,
};

const seeds = (...wanted: readonly number[]): readonly PlannedRun[] => wanted.map(plannedRun);

function* endless(first = 1): Generator<PlannedRun> {
	for (let seed = first; ; seed++) yield plannedRun(seed);
}

function environment(change: Partial<CampaignEnvironment> = {}): CampaignEnvironment & { readonly told: string[] } {
	const told: string[] = [];
	const reporter: CampaignReporter = {
		onBegin: () => void told.push('begin'),
		onRunBegin: ({ options: { seed } }) => void told.push(`start ${seed}`),
		onRunEnd: ({ seed, result }) => void told.push(`end ${seed} ${result}`),
	};
	return { reporters: [reporter], run: async (run) => endedRun(Number(run.options.seed)), told, ...change };
}

const wait = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));

describe('runCampaign', () => {
	it('tells reporters of every run, and has all in its summary', async () => {
		const there = environment();
		const { runs } = await runCampaign([{ runs: seeds(1, 2), jobs: 1 }], options, there);
		expect(there.told).toEqual(['begin', 'start 1', 'end 1 valid', 'start 2', 'end 2 valid']);
		expect(runs.map(({ seed }) => seed)).toEqual(['1', '2']);
	});

	it('has as many runs at a time as it may, and one runtime after the other', async () => {
		let [running, most] = [0, 0];
		const run = async (planned: PlannedRun): Promise<CampaignRun> => {
			most = Math.max(most, ++running);
			await wait(5);
			running--;
			return endedRun(Number(planned.options.seed));
		};
		const there = environment({ run });
		await runCampaign(
			[
				{ runs: seeds(1, 2, 3, 4), jobs: 2 },
				{ runs: seeds(5, 6), jobs: 1 },
			],
			options,
			there,
		);
		expect(most).toBe(2);
		expect(there.told.slice(-4)).toEqual(['start 5', 'end 5 valid', 'start 6', 'end 6 valid']);
	});

	it('stops after so many runs that are not valid', async () => {
		const run = async ({ options: { seed } }: PlannedRun) =>
			endedRun(Number(seed), { result: Number(seed) % 2 ? 'valid' : 'unknown' });
		const { runs } = await runCampaign([{ runs: endless(), jobs: 1 }], { ...options, bail: 2 }, environment({ run }));
		expect(runs.map(({ seed }) => seed)).toEqual(['1', '2', '3', '4']);
	});

	it('starts nothing after its budget, of which each runtime has its part', async () => {
		const run = async ({ options: { seed } }: PlannedRun) => wait(5).then(() => endedRun(Number(seed)));
		const phases = [
			{ runs: endless(1), jobs: 1 },
			{ runs: endless(1000), jobs: 1 },
		];
		const { runs } = await runCampaign(phases, { ...options, budgetMs: 200 }, environment({ run }));
		const second = runs.filter(({ seed }) => Number(seed) >= 1000).length;
		expect(second).toBeGreaterThan(0);
		expect(runs.length - second).toBeGreaterThan(0);
	});

	it('takes over what was run before, also its time and its failures', async () => {
		const before = [endedRun(1), endedRun(3, { result: 'invalid' })];
		const earlier = { runs: new Map(before.map((run) => [runKey(run), run])), millis: 1000 };
		const there = environment({ earlier });
		const { runs, millis } = await runCampaign([{ runs: seeds(1, 2, 3, 4), jobs: 1 }], { ...options, bail: 1 }, there);
		expect(there.told).toEqual(['begin', 'end 1 valid', 'start 2', 'end 2 valid', 'end 3 invalid']);
		expect(runs).toHaveLength(3);
		expect(millis).toBeGreaterThanOrEqual(1000);
		const late = await runCampaign(
			[{ runs: endless(), jobs: 1 }],
			{ ...options, budgetMs: 900 },
			environment({ earlier }),
		);
		expect(late.runs).toEqual([]);
	});

	it('ends with its signal, and with an error of whoever keeps its runs', async () => {
		const { signal } = { signal: AbortSignal.abort(new Error('interrupted')) };
		await expect(runCampaign([{ runs: endless(), jobs: 2 }], options, environment({ signal }))).rejects.toThrow(
			'interrupted',
		);
		const run = () => Promise.reject(new Error('the disk is full'));
		await expect(runCampaign([{ runs: endless(), jobs: 2 }], options, environment({ run }))).rejects.toThrow(
			'the disk is full',
		);
	});
});
