import { type RunEnvironment, runTest } from '../controller/run-test.ts';
import type { RunRecord } from '../model/index.ts';
import { simulation } from '../runtimes/simulation/index.ts';
import { findingsOf, sameKind } from './kind.ts';
import { assertRunnable, optionsOf, type Repro, readRepro } from './repro.ts';

export interface ReplayedRepro {
	readonly repro: Repro;
	readonly run: RunRecord;
	/** It failed in the same way. */
	readonly reproduced: boolean;
	/** And event by event as it did when the file was written: neither Faultline nor the system has changed. */
	readonly identical: boolean;
}

/** Runs a repro. Throws a `UsageError` when the file is not one, another version wrote it, or what it names is not here. */
export async function replayRepro(file: string, environment: Omit<RunEnvironment, 'runtime'>): Promise<ReplayedRepro> {
	const repro = readRepro(file, environment.versions.faultline);
	assertRunnable(file, repro, environment.registry);
	const run = await runTest(optionsOf(repro), {
		...environment,
		runtime: simulation,
		checkers: [repro.found.checker],
	});
	const reproduced = findingsOf(run).some(({ kind }) => sameKind(kind, repro.found));
	return { repro, run, reproduced, identical: run.verdict.traceHash === repro.traceHash };
}
