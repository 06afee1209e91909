import {
	type CampaignHeader,
	type CampaignRun,
	type CampaignSummary,
	defaultTestOptions,
	defaultThresholds,
	type PlannedRun,
} from '../../model/index.ts';
import type { CampaignRecord } from '../read-record.ts';

/** A planned run of a system that does not matter. */
function plannedRun(seed: number): PlannedRun {
	const common = { system: 'primary', workload: 'register', nemeses: [], mutant: null, nodeCount: 3 } as const;
	return {
		options: { ...defaultTestOptions, ...common, seed: String(seed) },
		project: null,
		mix: 'none',
		repeat: false,
	};
}

export function endedRun(seed: number, change: Partial<CampaignRun> = {}): CampaignRun {
	const { options, project, mix } = plannedRun(seed);
	const { system, workload, nemeses, mutant, runtime } = options;
	return {
		...{ options, project, mix, system, workload, nemeses, mutant, runtime, seed: options.seed },
		result: 'valid',
		reason: null,
		operations: { ok: 90, fail: 5, info: 5 },
		millis: 20,
		traceHash: '0123456789abcdef',
		anomalies: [],
		directory: null,
		replay: `faultline run primary --seed ${seed}`,
		text: null,
		...change,
	};
}

export const header: CampaignHeader = {
	format: 1,
	plan: '0123456789abcdef',
	versions: { faultline: '0.1.0', node: 'v20.20.2' },
	shard: null,
	thresholds: defaultThresholds,
	only: null,
};

export function recordOf(runs: readonly CampaignRun[], change: Partial<CampaignRecord> = {}): CampaignRecord {
	const controller = { space: 'here', pid: 1, startedAt: '1' };
	return { file: 'blob.jsonl', header, controller, runs, millis: 100, ended: true, ...change };
}

export function summaryOf(runs: readonly CampaignRun[], change: Partial<CampaignSummary> = {}): CampaignSummary {
	return { runs, millis: 100, thresholds: defaultThresholds, missing: [], ...change };
}
