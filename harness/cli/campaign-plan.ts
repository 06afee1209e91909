import { type CampaignMatrix, planRuns, type RuntimeName, runtimesOf, type SeedRange } from '../campaign/plan.ts';
import { checkSupport, resolveOptions } from '../controller/resolve-options.ts';
import { strategies } from '../controller/strategy/strategies.ts';
import { swarmName } from '../controller/strategy/swarm.ts';
import {
	defaultThresholds,
	findByName,
	type PlannedRun,
	type Registry,
	type Shard,
	type Thresholds,
	UsageError,
} from '../model/index.ts';
import { createRuntime } from '../runtimes/index.ts';
import { type CampaignWords, withoutMissing, wordsOfConfig } from './campaign-words.ts';
import { checkRunnable, type LoadedConfig, ownSystems } from './config.ts';
import type { ProjectConfig } from './define-config.ts';
import { parseChoice, parseCount, parseDurationMs, parseList, parseNemeses, parseSeeds, parseShard } from './parse.ts';
import {
	commonTestOptions,
	jobsDefault,
	refuseImageWithout,
	runTimeoutMsDefault,
	runtimeNames,
} from './test-options.ts';

/** A campaign's options, resolved. */
export interface ResolvedCampaign {
	/** One, or one for each project; none where runs that have been are run again. */
	readonly matrices: readonly CampaignMatrix[];
	/** Runs at a time; by default as many as there are cores in the simulation, and 1 elsewhere. */
	readonly jobs: number | null;
	readonly budgetMs: number | null;
	readonly bail: number | null;
	/** Real time after which a simulated run is given up. */
	readonly runTimeoutMs: number;
	readonly shard: Shard | null;
	/** Of the whole campaign, also where this is a part of it. */
	readonly thresholds: Thresholds;
	/** Names of reporters; empty for the default one. */
	readonly reporters: readonly string[];
	readonly out: string;
}

const seedCountDefault = 20n;

/** The command line overrides the config, option by option. */
export function planFrom(args: CampaignWords, loaded: LoadedConfig, named?: string): ResolvedCampaign {
	const { config } = loaded;
	const given = withoutMissing(args) as CampaignWords;
	const course = courseFrom(args, loaded);
	const matrices = projectsOf(loaded, args.project).flatMap((project) => {
		const own: CampaignWords = { ...wordsOfConfig(config, project), ...given };
		return matricesOf(own, project, course.budgetMs, loaded, named);
	});
	refuseImageWithout(
		args.image,
		matrices.flatMap(({ runtimes }) => runtimes),
	);
	return { ...course, matrices };
}

/** A campaign of runs that have been: they say themselves what they are, and no matrix does. */
export function courseFrom(args: CampaignWords, { config }: LoadedConfig): ResolvedCampaign {
	const words: CampaignWords = { ...wordsOfConfig(config), ...(withoutMissing(args) as CampaignWords) };
	return {
		matrices: [],
		jobs: parsed(words.jobs, (text) => parseCount('--jobs', text)),
		budgetMs: parsed(words.budget, (text) => parseDurationMs('--budget', text)),
		bail: parsed(words.bail, (text) => (text === '' ? 1 : parseCount('--bail', text))),
		runTimeoutMs: parsed(words['run-timeout'], (text) => parseDurationMs('--run-timeout', text)) ?? runTimeoutMsDefault,
		shard: parsed(words.shard, parseShard),
		thresholds: { ...defaultThresholds, ...config.thresholds },
		reporters: words.reporter === undefined ? [] : parseList('--reporter', words.reporter),
		out: words.out ?? 'runs',
	};
}

export function jobsOf({ jobs }: ResolvedCampaign, runtime: RuntimeName): number {
	return jobs ?? jobsDefault(runtime);
}

/** Every name and every fault's support, before the first run: one wrong word must not end a campaign at midnight. */
export function checkPlan({ matrices }: ResolvedCampaign, loaded: LoadedConfig): void {
	const { registry } = loaded;
	const firstSeeds = matrices.map((matrix) => ({ ...matrix, seeds: matrix.seeds.slice(0, 1).map(firstOf) }));
	const runtimeOf = (name: RuntimeName) => createRuntime({ runtime: name });
	for (const name of runtimesOf(matrices)) checkRuns(planRuns(firstSeeds, name, { registry, runtimeOf }), loaded);
}

/** The same for runs that come from an earlier campaign: what they name may not be there any more. */
export function checkRuns(runs: Iterable<PlannedRun>, loaded: LoadedConfig): void {
	const { registry } = loaded;
	for (const { options } of runs) {
		resolveOptions(options, registry, () => options.seed);
		checkRunnable(options.system, options.runtime, loaded);
		checkSupport(options, registry, createRuntime({ runtime: options.runtime }));
	}
}

function firstOf({ first }: SeedRange): SeedRange {
	return { first, last: first };
}

/** Nothing stands for the config itself, where it has no projects. */
function projectsOf(
	{ config, file }: LoadedConfig,
	wanted: string | undefined,
): readonly (ProjectConfig | undefined)[] {
	const { projects } = config;
	if (wanted === undefined) return projects ?? [undefined];
	if (projects === undefined) {
		throw new UsageError(
			`Expected a config with \`projects\` for \`--project ${wanted}\`, got ${file === null ? 'none' : file}`,
		);
	}
	return parseList('--project', wanted).map((name) => findByName(projects, name, 'project'));
}

/** One, but for `--mutant all` of several systems: they do not have the same mutants. */
function matricesOf(
	words: CampaignWords,
	project: ProjectConfig | undefined,
	budgetMs: number | null,
	loaded: LoadedConfig,
	config: string | undefined,
): readonly CampaignMatrix[] {
	const { registry } = loaded;
	const systems = words.system === undefined ? systemsDefault(loaded) : parseList('--system', words.system);
	const { runtime: _runtime, ...common } = commonTestOptions(
		{ ...words, runtime: undefined, nemesis: undefined },
		nodeCountOf(systems, words, registry),
	);
	const matrix = {
		project: project?.name ?? null,
		systems,
		workloads: words.workload === undefined ? [null] : parseList('--workload', words.workload),
		nemeses: mixesOf(words.nemesis),
		strategy: strategyOf(words),
		mutants: mutantsOf(words.mutant),
		runtimes: runtimesIn(words.runtime),
		seeds: seedsOf(words.seeds, budgetMs),
		common: { ...common, config },
	};
	if (words.mutant !== 'all') return [matrix];
	return systems.map((system) => ({ ...matrix, systems: [system], mutants: allMutants(system, registry) }));
}

function systemsDefault({ config, registry }: LoadedConfig): readonly string[] {
	const own = ownSystems(config);
	return (own.length > 0 ? own : registry.systems).map(({ name }) => name);
}

/** `3n` needs to know what n is. */
function nodeCountOf(systems: readonly string[], words: CampaignWords, registry: Registry): number {
	const counts = new Set(systems.map((name) => findByName(registry.systems, name, 'system').nodeCount));
	if (counts.size > 1 && words.nodes === undefined && words.concurrency?.endsWith('n')) {
		throw new UsageError(
			`Expected \`--nodes\` with \`--concurrency ${words.concurrency}\`, for the systems ${systems.join(', ')} have different numbers of nodes`,
		);
	}
	return Math.max(...counts);
}

/** Each time the option is given is one mix, and none counts twice. */
function mixesOf(given: string | readonly string[] | undefined): readonly (readonly string[] | null)[] {
	if (given === undefined) return [null];
	const mixes = (typeof given === 'string' ? [given] : given).map(parseNemeses);
	return [...new Map(mixes.map((mix) => [mix.join(','), mix])).values()];
}

/** Throws a `UsageError` for a name that is none, and for a swarm that is to be drawn in another way. */
function strategyOf({ strategy, nemesis }: CampaignWords): string | null {
	if (strategy === undefined) return null;
	findByName(strategies, strategy, 'strategy');
	if (strategy !== swarmName && [nemesis].flat().includes(swarmName)) {
		throw new UsageError(
			`Expected \`--nemesis ${swarmName}\` or \`--strategy ${strategy}\`, got both: leave out --nemesis`,
		);
	}
	return strategy;
}

function mutantsOf(given: string | undefined): readonly (string | null)[] {
	return given === undefined ? [null] : parseList('--mutant', given).map((name) => (name === 'none' ? null : name));
}

function allMutants(system: string, registry: Registry): readonly string[] {
	const { mutants } = findByName(registry.systems, system, 'system');
	if (mutants.length === 0)
		throw new UsageError(`Expected a system with mutants for \`--mutant all\`, got \`${system}\``);
	return mutants.map(({ name }) => name);
}

function runtimesIn(given: string | undefined): readonly RuntimeName[] {
	if (given === undefined) return ['sim'];
	return parseList('--runtime', given).map((name) => parseChoice('--runtime', name, runtimeNames));
}

function seedsOf(given: string | undefined, budgetMs: number | null): readonly SeedRange[] {
	const seeds =
		given === undefined ? [{ first: 1n, last: budgetMs === null ? seedCountDefault : null }] : parseSeeds(given);
	if (seeds.at(-1)?.last === null && budgetMs === null) {
		throw new UsageError(`Expected \`--budget\` with the endless \`--seeds ${given}\`, got none`);
	}
	return seeds;
}

function parsed<T>(text: string | undefined, parse: (text: string) => T): T | null {
	return text === undefined ? null : parse(text);
}
