import { availableParallelism } from 'node:os';
import { type CampaignMatrix, planRuns, type SeedRange } from '../campaign/plan.ts';
import { checkSupport } from '../controller/resolve-options.ts';
import { findByName, type Registry, type TestOptions, UsageError } from '../model/index.ts';
import { createRuntime } from '../runtimes/index.ts';
import type { FaultlineConfig } from './config.ts';
import { parseCount, parseDurationMs, parseList, parseNemeses, parseSeeds } from './parse.ts';
import { commonTestOptions, type TestArguments } from './test-options.ts';

/** A campaign's options, resolved. */
export interface CampaignPlan {
	readonly matrix: CampaignMatrix;
	readonly runtime: TestOptions['runtime'];
	readonly image: string | undefined;
	readonly jobs: number;
	readonly budgetMs: number | null;
	readonly bail: number | null;
	/** Names of reporters; empty for the default one. */
	readonly reporters: readonly string[];
	readonly out: string;
}

/** The words of the command line, from wherever they come. */
type CampaignArguments = Omit<TestArguments, 'nemesis'> & {
	readonly [Name in 'system' | 'seeds' | 'budget' | 'jobs' | 'bail' | 'reporter' | 'out']?: string | undefined;
} & { readonly nemesis?: string | readonly string[] | undefined };

const seedCountDefault = 20n;

/** The command line overrides the config, option by option. */
export function planFrom(args: CampaignArguments, config: FaultlineConfig, registry: Registry): CampaignPlan {
	const words: CampaignArguments = { ...argumentsOf(config), ...withoutMissing(args) };
	const systems = words.system === undefined ? allSystems(registry) : parseList('--system', words.system);
	const common = commonTestOptions({ ...words, nemesis: undefined }, nodeCountOf(systems, words, registry));
	const runtime = common.runtime ?? 'sim';
	const budgetMs = words.budget === undefined ? null : parseDurationMs('--budget', words.budget);
	return {
		matrix: {
			systems,
			workloads: words.workload === undefined ? [null] : parseList('--workload', words.workload),
			nemeses: mixesOf(words.nemesis),
			mutants: mutantsOf(words.mutant, systems, registry),
			seeds: seedsOf(words.seeds, budgetMs),
			common,
		},
		runtime,
		image: words.image,
		jobs: words.jobs === undefined ? jobsDefault(runtime) : parseCount('--jobs', words.jobs),
		budgetMs,
		bail: words.bail === undefined ? null : words.bail === '' ? 1 : parseCount('--bail', words.bail),
		reporters: words.reporter === undefined ? [] : parseList('--reporter', words.reporter),
		out: words.out ?? 'runs',
	};
}

/** Every name and every fault's support, before the first run: one wrong word must not end a campaign at midnight. */
export function checkPlan({ matrix, runtime }: CampaignPlan, registry: Registry): void {
	const runtimeOfAll = createRuntime({ runtime });
	const seeds = matrix.seeds.slice(0, 1).map(({ first }) => ({ first, last: first }));
	for (const options of planRuns({ ...matrix, seeds }, registry, runtimeOfAll)) {
		checkSupport(options, registry, runtimeOfAll);
	}
}

/** A config's values as the command line would have them. */
function argumentsOf(config: FaultlineConfig): CampaignArguments {
	const { systems: _systems, nemeses: _nemeses, checkers: _checkers, nemesis, bail, ...others } = config;
	const texts = Object.entries(others).map(([name, value]) => [
		name,
		Array.isArray(value) ? value.join(',') : value === undefined ? undefined : String(value),
	]);
	return {
		...withoutMissing(Object.fromEntries(texts)),
		...(nemesis !== undefined && { nemesis }),
		...(bail !== undefined && bail !== false && { bail: bail === true ? '' : String(bail) }),
	};
}

function withoutMissing<T extends object>(values: T): Partial<T> {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function allSystems(registry: Registry): readonly string[] {
	return registry.systems.map(({ name }) => name);
}

/** `3n` needs to know what n is. */
function nodeCountOf(systems: readonly string[], words: CampaignArguments, registry: Registry): number {
	const counts = new Set(systems.map((name) => findByName(registry.systems, name, 'system').nodeCount));
	if (counts.size > 1 && words.nodes === undefined && words.concurrency?.endsWith('n')) {
		throw new UsageError(
			`Expected \`--nodes\` with \`--concurrency ${words.concurrency}\`, for the systems ${systems.join(', ')} have different numbers of nodes`,
		);
	}
	return Math.max(...counts);
}

/** Each time the option is given is one mix. */
function mixesOf(given: string | readonly string[] | undefined): readonly (readonly string[] | null)[] {
	if (given === undefined) return [null];
	return (typeof given === 'string' ? [given] : given).map(parseNemeses);
}

function mutantsOf(
	given: string | undefined,
	systems: readonly string[],
	registry: Registry,
): readonly (string | null)[] {
	if (given === undefined) return [null];
	if (given !== 'all') return parseList('--mutant', given).map((name) => (name === 'none' ? null : name));
	const [system] = systems;
	if (systems.length !== 1 || system === undefined) {
		throw new UsageError(`Expected one \`--system\` with \`--mutant all\`, got ${systems.length}`);
	}
	return findByName(registry.systems, system, 'system').mutants.map(({ name }) => name);
}

function seedsOf(given: string | undefined, budgetMs: number | null): readonly SeedRange[] {
	const seeds =
		given === undefined ? [{ first: 1n, last: budgetMs === null ? seedCountDefault : null }] : parseSeeds(given);
	if (seeds.at(-1)?.last === null && budgetMs === null) {
		throw new UsageError(`Expected \`--budget\` with the endless \`--seeds ${given}\`, got none`);
	}
	return seeds;
}

function jobsDefault(runtime: TestOptions['runtime']): number {
	return runtime === 'sim' ? availableParallelism() : 1;
}
