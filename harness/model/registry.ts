import type { CampaignReporterChoice, CampaignSummary } from './campaign.ts';
import type { Nemesis } from './nemesis.ts';
import type { RunRecord } from './run.ts';
import type { BenchmarkFault, Scorecard } from './scorecard.ts';
import type { System } from './system.ts';
import type { Checker, CheckerChoice } from './verdict.ts';

/** What there is, by name. Made at the edge (`registry.ts` at the top), so that the harness itself names nothing. */
export interface Registry {
	readonly systems: readonly System[];
	readonly nemeses: readonly Nemesis[];
	readonly checkers: readonly Checker[];
	/** What `faultline bench` breaks. */
	readonly benchmarkFaults: readonly BenchmarkFault[];
	/** What `check --model` offers. */
	readonly models: readonly HistoryModel[];
	/** Judges a history by a sequential specification of the user's own, as their module exports it. `where` names it in errors. */
	readonly checkerOfModule: (exported: unknown, where: string) => Checker;
	/** A run in words and pictures. */
	readonly reports: {
		/** One self-contained page. */
		html(run: RunRecord): string;
		/** The end of a run for a terminal: the verdict, the witness as an ASCII history, the command that replays it. */
		terminal(run: RunRecord, options: { readonly color: boolean }): string;
		/** What tells of a campaign; the first is the default. */
		readonly campaign: readonly CampaignReporterChoice[];
		/** A campaign for programs: what `--json` prints. */
		campaignJson(summary: CampaignSummary): object;
		/** Scorecards as one page, and as a table for a terminal. */
		scorecard: {
			html(scorecard: Scorecard): string;
			text(scorecard: Scorecard, options: { readonly color: boolean }): string;
		};
	};
}

/** What a history should behave like, by name, and which checker judges it so. */
export interface HistoryModel extends CheckerChoice {
	readonly name: string;
	readonly description: string;
}
