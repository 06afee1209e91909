import { type Validity, worst } from './verdict.ts';

/** What a campaign is about to do: what a reporter may say before the first run. */
export interface CampaignPlan {
	/** How many runs are planned; `null` when only the budget ends it. */
	readonly runs: number | null;
	/** Runs at a time. */
	readonly jobs: number;
	/** Wall time after which no run is started; `null` for no limit. */
	readonly budgetMs: number | null;
}

/** One run of a campaign, as its reporters see it: plain data that survives a worker's message and a blob file. */
export interface CampaignRun {
	readonly system: string;
	readonly workload: string;
	/** Names of nemeses; empty for none. */
	readonly nemeses: readonly string[];
	readonly mutant: string | null;
	readonly runtime: string;
	/** A string of decimal digits. */
	readonly seed: string;
	/** `error`: the test could not be run, so nothing was judged. */
	readonly result: CampaignResult;
	/** Why the result is `error` or `unknown`, in words; `null` otherwise. */
	readonly reason: string | null;
	readonly operations: { readonly ok: number; readonly fail: number; readonly info: number };
	/** Wall time of the whole run. */
	readonly millis: number;
	readonly anomalies: readonly CampaignAnomaly[];
	/** The run's folder; `null` when it was not kept. */
	readonly directory: string | null;
	/** The command that runs it again. */
	readonly replay: string;
	/** The end of the run for a terminal (the witness, what it means, how to replay it), uncoloured; `null` when it is valid. */
	readonly text: string | null;
}

/** How a run of a campaign ended: its verdict, or `error` when there is none because the test could not be run. */
export type CampaignResult = 'valid' | 'invalid' | 'unknown' | 'error';

/** What a checker found in a run, without the operations that prove it: those are in the run's folder. */
export interface CampaignAnomaly {
	readonly checker: string;
	readonly type: string;
	readonly message: string;
}

/** A campaign that has ended. */
export interface CampaignSummary {
	/** In the order in which they ended. */
	readonly runs: readonly CampaignRun[];
	/** Wall time of the campaign. */
	readonly millis: number;
}

/** Told of a campaign's progress. One file a reporter in `reports/`. */
export interface CampaignReporter {
	onBegin?(plan: CampaignPlan): void;
	onRunEnd?(run: CampaignRun): void;
	onEnd?(summary: CampaignSummary): void;
}

/** A reporter by name, as `--reporter` gives it. */
export interface CampaignReporterChoice {
	readonly name: string;
	readonly description: string;
	create(output: ReporterOutput): CampaignReporter;
}

/** Where a reporter writes. */
export interface ReporterOutput {
	readonly color: boolean;
	/** Whole lines for people, or for the CI job that reads the log. The last line break is added. */
	write(text: string): void;
	/** A file in the campaign's output folder. Tells people where it is. */
	writeFile(name: string, content: string): void;
}

/** How many runs ended in each way. */
export function countResults(runs: Iterable<CampaignRun>): Record<CampaignResult, number> {
	const counts = { valid: 0, invalid: 0, unknown: 0, error: 0 };
	for (const run of runs) counts[run.result]++;
	return counts;
}

/** How a verdict counts in a campaign. */
export function resultOf(valid: Validity): CampaignResult {
	if (valid === 'unknown') return 'unknown';
	return valid ? 'valid' : 'invalid';
}

/** A campaign's exit code: 255, then 1, then 2: an unknown never hides a failure, an error hides nothing. */
export function campaignExitCode(runs: Iterable<CampaignRun>): 0 | 1 | 2 | 255 {
	const results = [...runs].map((run) => run.result);
	if (results.includes('error')) return 255;
	const validity = worst(results.map((result) => (result === 'unknown' ? 'unknown' : result === 'valid')));
	return validity === true ? 0 : validity === false ? 1 : 2;
}
