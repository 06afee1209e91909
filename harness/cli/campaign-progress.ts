import { type CampaignReporter, type CampaignRun, countResults } from '../model/index.ts';
import type { Output } from './output.ts';
import { formatDuration, startProgress } from './progress.ts';

/** Tells how far a campaign is while it goes on: a window on a terminal, a line every ten seconds elsewhere. */
export function showProgress(output: Output): { readonly reporter: CampaignReporter; stop(): void } {
	const startedAt = performance.now();
	const ended: CampaignRun[] = [];
	let planned: number | null = null;
	let budgetMs: number | null = null;

	const progress = startProgress(output, () => {
		const { valid, invalid, unknown, error } = countResults(ended);
		const of = planned === null ? '' : ` of ${planned}`;
		const within = budgetMs === null ? '' : ` of ${formatDuration(budgetMs)}`;
		const errors = error === 0 ? '' : `, ${error} could not be run`;
		const elapsed = formatDuration(performance.now() - startedAt);
		return `${ended.length}${of} runs: ${valid} valid, ${invalid} invalid, ${unknown} unknown${errors}; ${elapsed}${within}`;
	});
	return {
		reporter: {
			onBegin(plan) {
				planned = plan.runs;
				budgetMs = plan.budgetMs;
			},
			onRunEnd: (run) => void ended.push(run),
			onEnd: () => progress.stop(),
		},
		stop: () => progress.stop(),
	};
}
