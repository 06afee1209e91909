import { type PartialTestOptions, resolveOptions } from '../controller/resolve-options.ts';
import { type Strategy, strategies } from '../controller/strategy/strategies.ts';
import { swarmName } from '../controller/strategy/swarm.ts';
import {
	findByName,
	type PlannedRun,
	type Registry,
	type Shard,
	type TestOptions,
	UsageError,
} from '../model/index.ts';
import type { Runtime } from '../runtimes/runtime.ts';

export type RuntimeName = TestOptions['runtime'];

/** A matrix of tests. Every list is one dimension; a run is one choice from each. */
export interface CampaignMatrix {
	/** The project of the config that it is; `null` where there are none. */
	readonly project: string | null;
	readonly systems: readonly string[];
	/** `null` is each system's own default workload. */
	readonly workloads: readonly (string | null)[];
	/** Mixes of nemeses; `['swarm']` draws one for each seed, `null` is each system's own mix. */
	readonly nemeses: readonly (readonly string[] | null)[];
	/** How each seed is drawn, by name; `null`: only where the mix is a swarm. */
	readonly strategy?: string | null;
	/** `null` is the correct system. */
	readonly mutants: readonly (string | null)[];
	readonly runtimes: readonly RuntimeName[];
	readonly seeds: readonly SeedRange[];
	/** Options that are the same in every run. */
	readonly common: Omit<PartialTestOptions, 'system' | 'workload' | 'nemeses' | 'mutant' | 'runtime' | 'seed'>;
}

/** First and last seed, both included; no last one when only the budget ends the campaign. */
export interface SeedRange {
	readonly first: bigint;
	readonly last: bigint | null;
}

/** What plans are made with. */
export interface PlanEnvironment {
	readonly registry: Registry;
	readonly runtimeOf: (name: RuntimeName) => Runtime;
	/** Which part of the plan is wanted; all of it unless given. */
	readonly shard?: Shard | null;
}

/**
 * Every run of the matrices in one runtime, seed by seed, so that a budget that ends early has touched every combination.
 * All but the seed is checked before the first run.
 */
export function* planRuns(
	matrices: readonly CampaignMatrix[],
	runtime: RuntimeName,
	environment: PlanEnvironment,
): Generator<PlannedRun> {
	const rows = combinationsOf(matrices).filter((combination) => combination.runtime === runtime);
	const seeds = new Map(matrices.map((matrix) => [matrix, eachSeed(matrix.seeds)]));
	for (let round = 0; ; round++) {
		const drawn = new Map<CampaignMatrix, bigint>();
		for (const [matrix, each] of seeds) {
			const next = each.next();
			if (!next.done) drawn.set(matrix, next.value);
		}
		if (drawn.size === 0) return;
		for (const row of rows) {
			const seed = drawn.get(row.matrix);
			if (seed === undefined || !isInShard(round + row.position, environment.shard)) continue;
			// The first of each combination in each part: a system that is not deterministic is found out early.
			const repeat = round < (environment.shard?.of ?? 1);
			yield planRun(row, String(seed), repeat, environment);
		}
	}
}

/** The tests of one matrix in one runtime, for whoever runs them without a campaign. */
export function* planTests(
	matrix: Omit<CampaignMatrix, 'project' | 'runtimes'>,
	registry: Registry,
	runtime: Runtime,
): Generator<TestOptions> {
	const whole = { ...matrix, project: null, runtimes: [runtime.name] };
	for (const { options } of planRuns([whole], runtime.name, { registry, runtimeOf: () => runtime })) yield options;
}

/** How many runs `planRuns` gives over all runtimes; nothing when only the budget ends it. */
export function countRuns(matrices: readonly CampaignMatrix[], shard?: Shard | null): number | null {
	let count = 0;
	for (const { matrix, position } of combinationsOf(matrices)) {
		const rounds = countSeeds(matrix.seeds);
		if (rounds === null) return null;
		if (shard == null) count += rounds;
		// Those rounds r below `rounds` with (r + position) mod `of` = index - 1.
		else count += Math.ceil((rounds - mod(shard.index - 1 - position, shard.of)) / shard.of);
	}
	return count;
}

/** The runtimes of a campaign, in the order in which it goes through them. */
export function runtimesOf(
	matrices: readonly CampaignMatrix[],
	only: readonly PlannedRun[] | null = null,
): readonly RuntimeName[] {
	const named = only?.map(({ options }) => options.runtime) ?? matrices.flatMap(({ runtimes }) => runtimes);
	return (['sim', 'process', 'docker'] as const).filter((name) => named.includes(name));
}

/** What tells a run from every other one of its campaign: a swarm may draw what another mix names. */
export function runKey({ options, project, mix }: Pick<PlannedRun, 'options' | 'project' | 'mix'>): string {
	return JSON.stringify([project, mix, options]);
}

/**
 * Runs are dealt out like cards, and each round of seeds begins at the next part: with as many combinations as parts,
 * none gets all of the slowest.
 */
function isInShard(card: number, shard: Shard | null | undefined): boolean {
	return shard == null || card % shard.of === shard.index - 1;
}

function mod(value: number, by: number): number {
	return ((value % by) + by) % by;
}

function countSeeds(ranges: readonly SeedRange[]): number | null {
	let count = 0n;
	for (const { first, last } of ranges) {
		if (last === null) return null;
		count += last - first + 1n;
	}
	return Number(count);
}

function* eachSeed(ranges: readonly SeedRange[]): Generator<bigint, undefined> {
	for (const { first, last } of ranges) {
		for (let seed = first; last === null || seed <= last; seed++) yield seed;
	}
}

/** One choice of each dimension but the seed, and its place among all of them. */
interface Combination {
	readonly matrix: CampaignMatrix;
	readonly position: number;
	readonly runtime: RuntimeName;
	readonly system: string;
	readonly workload: string | null;
	readonly nemeses: readonly string[] | null;
	readonly mutant: string | null;
}

function combinationsOf(matrices: readonly CampaignMatrix[]): readonly Combination[] {
	return matrices
		.flatMap((matrix) =>
			matrix.runtimes.flatMap((runtime) =>
				matrix.systems.flatMap((system) =>
					matrix.workloads.flatMap((workload) =>
						matrix.nemeses.flatMap((nemeses) =>
							matrix.mutants.map((mutant) => ({ matrix, runtime, system, workload, nemeses, mutant })),
						),
					),
				),
			),
		)
		.map((combination, position) => ({ ...combination, position }));
}

function planRun(row: Combination, seed: string, repeat: boolean, environment: PlanEnvironment): PlannedRun {
	const { registry, runtimeOf } = environment;
	const { matrix, system, workload, mutant, runtime } = row;
	const nemeses = row.nemeses ?? undefined;
	const image = runtime === 'docker' ? matrix.common.image : undefined;
	const given = { ...matrix.common, image, system, workload: workload ?? undefined, nemeses, mutant, runtime, seed };
	const strategy = strategyOf(row);
	if (strategy === undefined) {
		const options = resolveOptions(given, registry, () => seed);
		return { options, project: matrix.project, mix: options.nemeses.join(',') || 'none', repeat };
	}
	const drawn = strategy.draw(findByName(registry.systems, system, 'system'), registry, runtimeOf(runtime), seed);
	const isDrawn = nemeses === undefined || nemeses.includes(swarmName);
	const options = resolveOptions(
		{
			...given,
			nemeses: isDrawn ? drawn.nemeses : nemeses,
			nodeCount: matrix.common.nodeCount ?? drawn.nodeCount,
			concurrency: matrix.common.concurrency ?? drawn.concurrency,
			rate: matrix.common.rate ?? drawn.rate,
			delays: matrix.common.delays ?? drawn.delays,
		},
		registry,
		() => seed,
	);
	const mix = isDrawn ? strategy.name : options.nemeses.join(',') || 'none';
	return { options, project: matrix.project, mix, ...(strategy.explores && { explore: true as const }), repeat };
}

/** Nothing where nothing is left to be drawn. Throws a `UsageError` for one that needs the simulation elsewhere. */
function strategyOf({ matrix, nemeses, runtime }: Combination): Strategy | undefined {
	const name = matrix.strategy ?? (nemeses?.includes(swarmName) ? swarmName : null);
	if (name === null) return undefined;
	const strategy = findByName(strategies, name, 'strategy');
	if (runtime === 'sim' || !strategy.simulationOnly) return strategy;
	throw new UsageError(
		`The strategy \`${name}\` decides how long messages take, which only the simulation can: leave out --strategy, or use --runtime sim`,
	);
}
