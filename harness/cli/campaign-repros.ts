import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { anomaliesOf } from '../campaign/run-once.ts';
import { versions } from '../controller/versions.ts';
import {
	type CampaignReporter,
	type CampaignRun,
	type CampaignSummary,
	defaultThresholds,
	type PlannedRun,
	type Registry,
	resultOf,
	UsageError,
} from '../model/index.ts';
import { replayRepro } from '../shrink/replay-repro.ts';
import { assertRunnable, optionsOf, readRepro } from '../shrink/repro.ts';

/** One after the other: each is a few operations. */
export async function runRepros(
	files: readonly string[],
	reporters: readonly CampaignReporter[],
	registry: Registry,
	signal: AbortSignal,
): Promise<CampaignSummary> {
	const startedAt = performance.now();
	const header = {
		format: 1,
		plan: 'repros',
		versions,
		shard: null,
		thresholds: defaultThresholds,
		only: null,
	} as const;
	for (const reporter of reporters) reporter.onBegin?.({ runs: files.length, jobs: 1, budgetMs: null, header });
	const runs: CampaignRun[] = [];
	for (const file of files) {
		signal.throwIfAborted();
		const run = await runRepro(file, registry, signal);
		runs.push(run);
		for (const reporter of reporters) reporter.onRunEnd?.(run);
	}
	const millis = Math.round(performance.now() - startedAt);
	return { runs, millis, thresholds: defaultThresholds, missing: [] };
}

/** The repros of a folder, in the order of their names. Throws a `UsageError` for one that is wrong, before any is run. */
export function reprosIn(folder: string, registry: Registry): readonly string[] {
	const found = statSync(folder, { throwIfNoEntry: false });
	if (found?.isDirectory() !== true) {
		const what = found === undefined ? 'there is none' : 'it is a file';
		throw new UsageError(`Expected a folder with repros for \`--repros\`, got \`${folder}\`: ${what}`);
	}
	const files = readdirSync(folder)
		.filter((name) => name.endsWith('.json'))
		.sort()
		.map((name) => join(folder, name));
	if (files.length === 0) {
		throw new UsageError(
			`Expected repros in \`${folder}\`, found none: \`faultline shrink --output ${folder}/name.json\` writes them`,
		);
	}
	for (const file of files) assertRunnable(file, readRepro(file, versions.faultline), registry);
	return files;
}

/** A regression test: it fails as it did when it was written, or not any more. */
async function runRepro(file: string, registry: Registry, signal: AbortSignal): Promise<CampaignRun> {
	const startedAt = performance.now();
	const { repro, run, reproduced } = await replayRepro(file, { registry, versions, signal });
	const { system, workload, nemeses, mutant, runtime, seed } = run.options;
	const { verdict } = run;
	const result = reproduced ? 'invalid' : resultOf(verdict.valid);
	return {
		...plannedOf(file, optionsOf(repro)),
		...{ system, workload, nemeses, mutant, runtime, seed },
		result,
		reason: null,
		operations: verdict.operations,
		millis: Math.round(performance.now() - startedAt),
		traceHash: verdict.traceHash,
		anomalies: anomaliesOf(verdict),
		directory: null,
		replay: `faultline replay ${file}`,
		text: result === 'valid' ? null : registry.reports.terminal(run, { color: false }),
	};
}

function plannedOf(file: string, options: PlannedRun['options']): Pick<PlannedRun, 'options' | 'project' | 'mix'> {
	return { options, project: null, mix: file };
}
