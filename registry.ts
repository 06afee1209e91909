import { asModel, checkers, checkHistoryInThreads, historyModels, linearizability } from './checkers/index.ts';
import type { Checker, Registry } from './harness/model/index.ts';
import { benchmarkFaults, nemeses } from './nemeses/index.ts';
import { campaignJson, campaignReporters, html, scorecardHtml, scorecardText, terminal } from './reports/index.ts';
import { systems } from './systems/index.ts';

/** Everything that is built in, joined by name. The one place that knows all parts. */
export const registry: Registry = {
	systems,
	nemeses,
	checkers,
	benchmarkFaults,
	models: historyModels,
	checkerOfModule: linearizabilityOf,
	reports: {
		html,
		terminal,
		campaign: campaignReporters,
		campaignJson,
		scorecard: { html: scorecardHtml, text: scorecardText },
	},
};

function linearizabilityOf(exported: unknown, where: string): Checker {
	const model = asModel(exported, where);
	return {
		...linearizability,
		check: async ({ history }, { timeLimitMs, memoryLimitMb }) =>
			checkHistoryInThreads(history, {
				model,
				timeLimitMs,
				...(typeof memoryLimitMb === 'number' && { memoryLimitMb }),
			}),
	};
}
