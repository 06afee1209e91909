import { type PartialTestOptions, resolveOptions } from './harness/controller/resolve-options.ts';
import { type RunEnvironment, runTest } from './harness/controller/run-test.ts';
import { drawSeed, versions } from './harness/controller/versions.ts';
import type { Checker, Nemesis, Registry, RunRecord, System } from './harness/model/index.ts';
import { createRuntime } from './harness/runtimes/index.ts';
import { registry as builtIn } from './registry.ts';

/** A test in code: the options of `faultline run`, with systems, nemeses and checkers given as values or by name. */
export interface TestDefinition extends Omit<PartialTestOptions, 'system' | 'nemeses'> {
	readonly system: System | string;
	readonly nemeses?: readonly (Nemesis | string)[];
	/** Checkers that the system's workloads name and that are not built in. */
	readonly checkers?: readonly Checker[];
	/** Where the run's folder goes; without it nothing is written. */
	readonly out?: string;
	readonly signal?: AbortSignal;
}

/**
 * Runs one test and gives the record of it: verdict, history and faults. Rejects with a `UsageError` when the definition is
 * wrong and with a `RuntimeError` when the test could not be run; an anomaly is no error but a verdict.
 *
 * ```ts
 * const { verdict } = await run({ system: 'raft', nemeses: ['partition', 'crash'], timeMs: 10_000, seed: '1' });
 * ```
 */
export async function run(definition: TestDefinition): Promise<RunRecord> {
	const { system, nemeses, checkers = [], out, signal, ...rest } = definition;
	const registry: Registry = {
		...builtIn,
		systems: typeof system === 'string' ? builtIn.systems : [system, ...builtIn.systems],
		nemeses: [...(nemeses ?? []).filter((nemesis) => typeof nemesis !== 'string'), ...builtIn.nemeses],
		checkers: [...checkers, ...builtIn.checkers],
	};
	const names = nemeses?.map((nemesis) => (typeof nemesis === 'string' ? nemesis : nemesis.name));
	const options = resolveOptions(
		{ ...rest, nemeses: names, system: typeof system === 'string' ? system : system.name },
		registry,
		drawSeed,
	);
	const environment: RunEnvironment = {
		registry,
		runtime: createRuntime(options),
		versions,
		...(out !== undefined && { out }),
		...(signal !== undefined && { signal }),
	};
	return runTest(options, environment);
}
