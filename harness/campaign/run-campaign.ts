import type {
	CampaignPlan,
	CampaignReporter,
	CampaignRun,
	CampaignSummary,
	PlannedRun,
	Thresholds,
} from '../model/index.ts';
import { runKey } from './plan.ts';

/** Runs of one runtime: they do not disturb those of another. */
export interface CampaignPhase {
	readonly runs: Iterable<PlannedRun>;
	/** Runs at a time. */
	readonly jobs: number;
}

export interface CampaignOptions extends CampaignPlan {
	readonly thresholds: Thresholds;
	/** After so many runs that are not valid no further one is started; `null` never stops early. */
	readonly bail: number | null;
}

export interface CampaignEnvironment {
	readonly reporters: readonly CampaignReporter[];
	readonly signal?: AbortSignal;
	/** What was run already, before the campaign was interrupted. */
	readonly earlier?: EarlierRuns;
	/** Executes one run, in a worker or here. Rejects only when it was aborted, or when its result cannot be kept. */
	run(planned: PlannedRun): Promise<CampaignRun>;
}

export interface EarlierRuns {
	/** By `runKey`. */
	readonly runs: ReadonlyMap<string, CampaignRun>;
	/** Wall time that they took. */
	readonly millis: number;
}

/**
 * Many runs, `jobs` at a time, until the plan, the budget or the patience ends. Runs that are under way are always
 * finished, unless the signal aborts. What was run already is taken over where the plan comes to it.
 *
 * Phases come one after the other. Each gets an equal part of the budget, so that the last is not left without.
 */
export async function runCampaign(
	phases: readonly CampaignPhase[],
	options: CampaignOptions,
	environment: CampaignEnvironment,
): Promise<CampaignSummary> {
	const { reporters, signal, earlier } = environment;
	const startedAt = performance.now() - (earlier?.millis ?? 0);
	const elapsed = (): number => performance.now() - startedAt;
	const ended: CampaignRun[] = [];
	let failures = 0;

	const goesOn = (deadline: number): boolean =>
		signal?.aborted !== true && elapsed() < deadline && (options.bail === null || failures < options.bail);
	const tell = (run: CampaignRun): void => {
		ended.push(run);
		if (run.result !== 'valid') failures++;
		for (const reporter of reporters) reporter.onRunEnd?.(run);
	};
	const lane = async (runs: Iterator<PlannedRun>, deadline: number): Promise<void> => {
		while (goesOn(deadline)) {
			const next = runs.next();
			if (next.done) return;
			const before = earlier?.runs.get(runKey(next.value));
			if (before === undefined) {
				for (const reporter of reporters) reporter.onRunBegin?.(next.value);
				tell(await environment.run(next.value));
			} else tell(before);
		}
	};

	for (const reporter of reporters) reporter.onBegin?.(options);
	for (const [index, { runs, jobs }] of phases.entries()) {
		const deadline = ((options.budgetMs ?? Number.POSITIVE_INFINITY) * (index + 1)) / phases.length;
		const planned = runs[Symbol.iterator]();
		await Promise.all(Array.from({ length: jobs }, () => lane(planned, deadline)));
	}
	signal?.throwIfAborted();
	return { runs: ended, millis: Math.round(elapsed()), thresholds: options.thresholds, missing: [] };
}
