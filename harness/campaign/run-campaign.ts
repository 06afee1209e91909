import type { CampaignPlan, CampaignReporter, CampaignRun, CampaignSummary, TestOptions } from '../model/index.ts';

export interface CampaignOptions extends CampaignPlan {
	/** After so many runs that are not valid no further one is started; `null` never stops early. */
	readonly bail: number | null;
}

export interface CampaignEnvironment {
	readonly reporters: readonly CampaignReporter[];
	readonly signal?: AbortSignal;
	/** Executes one run, in a worker or here. Rejects only when it was aborted. */
	run(options: TestOptions): Promise<CampaignRun>;
}

/**
 * Many runs, `jobs` at a time, until the plan, the budget or the patience ends. Runs that are under way are always
 * finished, unless the signal aborts.
 */
export async function runCampaign(
	runs: Iterable<TestOptions>,
	options: CampaignOptions,
	environment: CampaignEnvironment,
): Promise<CampaignSummary> {
	const startedAt = performance.now();
	const elapsed = (): number => performance.now() - startedAt;
	const { reporters, signal } = environment;
	const ended: CampaignRun[] = [];
	const planned = runs[Symbol.iterator]();

	const goesOn = (): boolean => {
		const failures = ended.filter((run) => run.result !== 'valid').length;
		return (
			signal?.aborted !== true &&
			(options.budgetMs === null || elapsed() < options.budgetMs) &&
			(options.bail === null || failures < options.bail)
		);
	};
	const lane = async (): Promise<void> => {
		while (goesOn()) {
			const next = planned.next();
			if (next.done) return;
			const run = await environment.run(next.value);
			ended.push(run);
			for (const reporter of reporters) reporter.onRunEnd?.(run);
		}
	};

	for (const reporter of reporters) reporter.onBegin?.(options);
	await Promise.all(Array.from({ length: options.jobs }, lane));
	signal?.throwIfAborted();
	const summary: CampaignSummary = { runs: ended, millis: Math.round(elapsed()) };
	for (const reporter of reporters) reporter.onEnd?.(summary);
	return summary;
}
