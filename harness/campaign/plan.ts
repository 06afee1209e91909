import { type PartialTestOptions, resolveOptions } from '../controller/resolve-options.ts';
import { drawSwarm, swarmName } from '../controller/swarm.ts';
import { findByName, type Registry, type TestOptions } from '../model/index.ts';
import type { Runtime } from '../runtimes/runtime.ts';

/** A matrix of tests. Every list is one dimension; a run is one choice from each. */
export interface CampaignMatrix {
	readonly systems: readonly string[];
	/** `null` is each system's own default workload. */
	readonly workloads: readonly (string | null)[];
	/** Mixes of nemeses; `['swarm']` draws one for each seed, `null` is each system's own mix. */
	readonly nemeses: readonly (readonly string[] | null)[];
	/** `null` is the correct system. */
	readonly mutants: readonly (string | null)[];
	readonly seeds: readonly SeedRange[];
	/** Options that are the same in every run. */
	readonly common: Omit<PartialTestOptions, 'system' | 'workload' | 'nemeses' | 'mutant' | 'seed'>;
}

/** First and last seed, both included; no last one when only the budget ends the campaign. */
export interface SeedRange {
	readonly first: bigint;
	readonly last: bigint | null;
}

/** How many runs there will be; nothing when only the budget ends it. */
export function countRuns(matrix: CampaignMatrix): number | null {
	const { systems, workloads, nemeses, mutants, seeds } = matrix;
	const perSeed = systems.length * workloads.length * nemeses.length * mutants.length;
	let count = 0n;
	for (const { first, last } of seeds) {
		if (last === null) return null;
		count += last - first + 1n;
	}
	return perSeed * Number(count);
}

/**
 * Every run of the matrix, seed by seed, so that a budget that ends early has touched every combination. All but the
 * seed is checked before the first run.
 */
export function* planRuns(matrix: CampaignMatrix, registry: Registry, runtime: Runtime): Generator<TestOptions> {
	for (const seed of eachSeed(matrix.seeds)) {
		for (const combination of combinations(matrix)) yield planRun(matrix, combination, String(seed), registry, runtime);
	}
}

function* eachSeed(ranges: readonly SeedRange[]): Generator<bigint> {
	for (const { first, last } of ranges) {
		for (let seed = first; last === null || seed <= last; seed++) yield seed;
	}
}

type Combination = Pick<PartialTestOptions, 'system' | 'workload' | 'nemeses' | 'mutant'>;

function* combinations(matrix: CampaignMatrix): Generator<Combination> {
	for (const system of matrix.systems) {
		for (const workload of matrix.workloads) {
			for (const nemeses of matrix.nemeses) {
				for (const mutant of matrix.mutants) {
					yield { system, workload: workload ?? undefined, nemeses: nemeses ?? undefined, mutant };
				}
			}
		}
	}
}

function planRun(
	matrix: CampaignMatrix,
	combination: Combination,
	seed: string,
	registry: Registry,
	runtime: Runtime,
): TestOptions {
	const given = { ...matrix.common, ...combination, seed };
	if (!combination.nemeses?.includes(swarmName)) return resolveOptions(given, registry, () => seed);
	const system = findByName(registry.systems, combination.system, 'system');
	const { nemeses, nodeCount } = drawSwarm(system, registry, runtime, seed);
	return resolveOptions({ ...given, nemeses, nodeCount: matrix.common.nodeCount ?? nodeCount }, registry, () => seed);
}
