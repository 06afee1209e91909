import type { Thresholds } from './campaign-outcome.ts';
import type { TestOptions } from './run.ts';

/** One of several parts of a campaign that run on different machines: `--shard 2/3`. */
export interface Shard {
	/** From 1 to `of`. */
	readonly index: number;
	readonly of: number;
}

/** What decides a campaign and who made it: the first line of its journal and of its blob. */
export interface CampaignHeader {
	/** Of the journal's lines; another number is another format. */
	readonly format: 1;
	/** A hash of the matrix, of Faultline's version, and of the code that is tested: equal only where the runs would be. */
	readonly plan: string;
	readonly versions: { readonly faultline: string; readonly node: string };
	/** `null` for the whole. */
	readonly shard: Shard | null;
	readonly thresholds: Thresholds;
	/** The runs themselves where no matrix gives them, as after `--last-failed`. */
	readonly only: readonly PlannedRun[] | null;
}

/** A run before it is run. */
export interface PlannedRun {
	readonly options: TestOptions;
	/** The project of the config that it belongs to. */
	readonly project: string | null;
	/** The mix of nemeses as it was asked for: `swarm`, `none`, `partition,crash`. Of a swarm `options` has what was drawn. */
	readonly mix: string;
	/** Its seed goes on from where it reaches something new, in further runs: the strategy `coverage`. */
	readonly explore?: true;
	/** Also where its verdict is valid it is run twice, and the two are compared. */
	readonly repeat: boolean;
}

/** What a campaign is about to do: what a reporter may say before the first run. */
export interface CampaignPlan {
	/** How many runs are planned; `null` when only the budget ends it. */
	readonly runs: number | null;
	/** Runs at a time. */
	readonly jobs: number;
	/** Wall time after which no run is started; `null` for no limit. */
	readonly budgetMs: number | null;
	readonly header: CampaignHeader;
}

/** One run of a campaign, as its reporters see it: plain data that survives a worker's message and a blob file. */
export interface CampaignRun extends Omit<PlannedRun, 'repeat'> {
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
	/** The same seed ended in two ways: the error is one of determinism. */
	readonly nondeterministic?: true;
	/** Why the result is `error` or `unknown`, in words; `null` otherwise. */
	readonly reason: string | null;
	readonly operations: { readonly ok: number; readonly fail: number; readonly info: number };
	/** Wall time of the whole run. */
	readonly millis: number;
	/** `null` where the runtime is not deterministic, and where there is no verdict. */
	readonly traceHash: string | null;
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
	readonly thresholds: Thresholds;
	/** What of it was never run or is not known, in words: a shard without a blob. Empty when it is whole. */
	readonly missing: readonly string[];
	/** What it is compared with, where it is. */
	readonly baseline?: CampaignBaseline;
}

/** An earlier campaign. */
export interface CampaignBaseline {
	/** As people know it: its folder. */
	readonly name: string;
	readonly runs: readonly CampaignRun[];
	/** Wall time of the campaign. */
	readonly millis: number;
}

/** Told of a campaign's progress. One file a reporter in `reports/`. */
export interface CampaignReporter {
	onBegin?(plan: CampaignPlan): void;
	onRunBegin?(run: PlannedRun): void;
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
	/** Markdown for the page that the CI job shows of itself, where it has one. */
	appendSummary(markdown: string): void;
}
