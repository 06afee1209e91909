import type { FaultlineConfig, MatrixConfig, ProjectConfig } from './define-config.ts';
import { type RunOptionName, runOptionNames, type TestArguments } from './test-options.ts';

/** The words of the command line, from wherever they come. */
export type CampaignWords = Omit<TestArguments, 'nemesis'> & {
	readonly [Name in
		| 'system'
		| 'strategy'
		| 'seeds'
		| 'budget'
		| 'jobs'
		| 'bail'
		| 'run-timeout'
		| 'reporter'
		| 'out'
		| 'shard'
		| 'project']?: string | undefined;
} & { readonly nemesis?: string | readonly string[] | undefined };

/** A config's values as the command line would have them; what a project says comes before what the config says. */
export function wordsOfConfig(config: FaultlineConfig, project?: ProjectConfig): CampaignWords {
	const { bail, reporter, reporters, budget, jobs, out } = config;
	return {
		...matrixWords(config),
		...(project && matrixWords(project)),
		...withoutMissing({
			budget,
			out,
			'run-timeout': config['run-timeout'],
			jobs: jobs === undefined ? undefined : String(jobs),
			reporter: listOf(reporter ?? reporters),
			bail: bail === undefined || bail === false ? undefined : bail === true ? '' : String(bail),
		}),
	};
}

/** The singular words choose, the plural ones say what there is: so the former win. */
function matrixWords(matrix: MatrixConfig): CampaignWords {
	const { systems, workloads, nemeses, mutants, runtimes, system, workload, nemesis, mutant, runtime, ...others } =
		matrix;
	const mixes = nemeses?.filter((mix) => typeof mix === 'string' || Array.isArray(mix)).map(String);
	return withoutMissing({
		...optionWords(others),
		system: listOf(system ?? systems?.map((one) => (typeof one === 'string' ? one : one.name))),
		workload: listOf(workload ?? workloads),
		nemesis: nemesis ?? (mixes?.length === 0 ? undefined : mixes),
		mutant: listOf(mutant ?? mutants),
		runtime: listOf(runtime ?? runtimes),
	});
}

const optionNames: readonly ('seeds' | 'strategy' | RunOptionName)[] = ['seeds', 'strategy', ...runOptionNames];

function optionWords(values: { readonly [Name in (typeof optionNames)[number]]?: string | number }): CampaignWords {
	const given = optionNames.filter((name) => values[name] !== undefined);
	return Object.fromEntries(given.map((name) => [name, String(values[name])]));
}

function listOf(names: string | readonly string[] | undefined): string | undefined {
	return typeof names === 'string' ? names : names?.join(',');
}

export function withoutMissing<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
	const given = Object.entries(values).filter(([, value]) => value !== undefined);
	return Object.fromEntries(given) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}
