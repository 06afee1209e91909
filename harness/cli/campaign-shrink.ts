import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadRun } from '../controller/load-run.ts';
import { versions } from '../controller/versions.ts';
import type { CampaignRun, Registry } from '../model/index.ts';
import { simulation } from '../runtimes/simulation/index.ts';
import { formatRepro } from '../shrink/repro.ts';
import { shrink } from '../shrink/shrink.ts';
import { untilInterrupted } from './interrupt.ts';
import type { Output } from './output.ts';
import { writeFileOf } from './write-file.ts';

export interface ShrinkEnvironment {
	/** For all of them together; 0 shrinks none. */
	readonly budgetMs: number;
	readonly registry: Registry;
	readonly output: Output;
}

/**
 * Shrinks the first failure of each kind, as `faultline shrink` does, and tells its story. The first Ctrl-C keeps what there is so
 * far. A failure that cannot be shrunk is a failure all the same: why not is told.
 */
export async function shrinkFailures(runs: readonly CampaignRun[], environment: ShrinkEnvironment): Promise<void> {
	const { budgetMs, output } = environment;
	const firsts = budgetMs === 0 ? [] : [...firstOfEachKind(runs).values()];
	if (firsts.length === 0) return;
	const deadline = performance.now() + budgetMs;
	await untilInterrupted(output.note, async (signal) => {
		for (const [index, run] of firsts.entries()) {
			const leftMs = deadline - performance.now();
			if (leftMs <= 0 || signal.aborted) return tellLeft(firsts.slice(index), output);
			await shrinkOne(run, leftMs, signal, environment);
		}
	});
}

/** Of those in the simulation whose folder was kept. */
function firstOfEachKind(runs: readonly CampaignRun[]): ReadonlyMap<string, CampaignRun> {
	const firsts = new Map<string, CampaignRun>();
	for (const run of runs) {
		const { system, mutant, runtime, result, directory, anomalies } = run;
		if (result !== 'invalid' || runtime !== 'sim' || directory === null || !existsSync(directory)) continue;
		const kind = JSON.stringify([system, mutant, anomalies[0]?.checker, anomalies[0]?.type]);
		if (!firsts.has(kind)) firsts.set(kind, run);
	}
	return firsts;
}

async function shrinkOne(
	run: CampaignRun,
	budgetMs: number,
	signal: AbortSignal,
	{ registry, output }: ShrinkEnvironment,
): Promise<void> {
	const directory = run.directory as string;
	const anomaly = run.anomalies[0]?.type;
	try {
		const environment = { registry, runtime: simulation, versions, signal };
		const recorded = loadRun(directory);
		const { repro, before, after } = await shrink(recorded, environment, { budgetMs, anomaly });
		const file = join(directory, 'repro.json');
		writeFileOf('the repro', file, formatRepro(repro));
		const page = registry.reports.html({ ...recorded, shrunk: { story: repro.story, file } });
		writeFileOf('the report', join(directory, 'report.html'), page);
		output.line();
		output.line(
			`${run.system}, seed ${run.seed}: ${repro.found.type}, shrunk from ${before.operations} operations and ${before.faults} faults to ${after.operations} and ${after.faults}`,
		);
		for (const line of repro.story) output.line(`  ${line}`);
		output.line(`replay  faultline replay ${file}`);
	} catch (error) {
		output.note(`${run.system}, seed ${run.seed} could not be shrunk: ${(error as Error).message}`);
	}
}

function tellLeft(left: readonly CampaignRun[], output: Output): void {
	output.note(
		`${left.length} more ${left.length === 1 ? 'kind of failure was' : 'kinds of failures were'} not shrunk, for --shrink-budget was over: faultline shrink ${left[0]?.directory}`,
	);
}
