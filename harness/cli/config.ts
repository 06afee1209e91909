import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Checker, type Nemesis, type Registry, type System, type Thresholds, UsageError } from '../model/index.ts';
import { checkConfig } from './check-config.ts';
import { type TextOption, text as textOption } from './command.ts';
import { importModule } from './import-module.ts';

/** What is tested, and how: what a config says once for all, and each project for itself. */
export interface MatrixConfig {
	/** Names of systems that are built in, and systems of one's own. All of one's own, or all that are built in, unless given. */
	readonly systems?: readonly (string | System)[];
	readonly workloads?: readonly string[];
	/**
	 * Mixes: `'swarm'`, `'none'`, `'partition,crash'`, `['partition', 'crash']`. A nemesis of one's own may stand here as well: it
	 * is then known by its name, and drawn by a swarm.
	 */
	readonly nemeses?: readonly (string | readonly string[] | Nemesis)[];
	/** Known bugs; `none` is the correct system, `all` every one. */
	readonly mutants?: readonly string[];
	readonly runtimes?: readonly ('sim' | 'process' | 'docker')[];
	/** `1..200` */
	readonly seeds?: string | number;
	readonly nodes?: number | string;
	readonly concurrency?: number | string;
	/** `60s` */
	readonly time?: string;
	readonly recovery?: string;
	readonly rate?: number | string;
	readonly 'operation-timeout'?: string;
	readonly 'check-timeout'?: string;
	/** White-box invariants of systems, in the simulation. */
	readonly invariants?: 'on' | 'off';
	readonly image?: string;
	/** The words of the command line, which choose among all that there is. */
	readonly system?: string | readonly string[];
	readonly workload?: string | readonly string[];
	/** Each entry is one mix: `['partition,crash', 'swarm', 'none']`. */
	readonly nemesis?: string | readonly string[];
	readonly mutant?: string | readonly string[];
	readonly runtime?: string | readonly string[];
}

/** One of several matrices in one campaign. What it does not say is as the config says. */
export interface ProjectConfig extends MatrixConfig {
	readonly name: string;
}

/** What a `faultline.config.ts` exports: the options of `campaign`, and parts of one's own. */
export interface FaultlineConfig extends MatrixConfig {
	readonly checkers?: readonly Checker[];
	readonly projects?: readonly ProjectConfig[];
	/** `10m` */
	readonly budget?: string;
	readonly jobs?: number | string;
	readonly bail?: number | boolean;
	readonly 'run-timeout'?: string;
	readonly reporter?: string | readonly string[];
	readonly reporters?: readonly string[];
	readonly out?: string;
	/** What a campaign must reach to pass, beside having no anomaly. */
	readonly thresholds?: Partial<Thresholds>;
}

/**
 * The type of a config, for editors and the compiler.
 *
 * ```ts
 * import { defineConfig } from 'faultline';
 * export default defineConfig({ systems: ['raft'], nemeses: ['swarm'], seeds: '1..200', budget: '10m' });
 * ```
 */
export function defineConfig(config: FaultlineConfig): FaultlineConfig {
	return config;
}

const defaultFiles: readonly string[] = [
	'faultline.config.ts',
	'faultline.config.mts',
	'faultline.config.js',
	'faultline.config.mjs',
];

export const configOption: { readonly config: TextOption } = {
	config: textOption('A config file [default: faultline.config.ts, if there is one]'),
};

export interface LoadedConfig {
	readonly config: FaultlineConfig;
	/** The registry with the config's own parts before the built-in ones. */
	readonly registry: Registry;
	/** The file, where there is one. */
	readonly file: string | null;
}

/** Reads the config file that was named, or the one in the current folder. Throws a `UsageError` when it is wrong. */
export async function withConfig(registry: Registry, named: string | undefined): Promise<LoadedConfig> {
	const file = named ?? defaultFiles.find((name) => existsSync(name));
	if (file === undefined) return { config: {}, registry, file: null };
	const config = checkConfig(await importModule(file, 'config'), file);
	const matrices: readonly MatrixConfig[] = [config, ...(config.projects ?? [])];
	return {
		config,
		registry: {
			...registry,
			systems: [...matrices.flatMap(ownSystems), ...registry.systems],
			nemeses: [...matrices.flatMap(ownNemeses), ...registry.nemeses],
			checkers: [...(config.checkers ?? []), ...registry.checkers],
		},
		file: resolve(file),
	};
}

export function ownSystems({ systems = [] }: MatrixConfig): readonly System[] {
	return systems.filter((system) => typeof system !== 'string');
}

function ownNemeses({ nemeses = [] }: MatrixConfig): readonly Nemesis[] {
	return nemeses.filter((nemesis): nemesis is Nemesis => typeof nemesis !== 'string' && !Array.isArray(nemesis));
}

/**
 * Nodes outside the simulation are other processes, which load their system by its built-in name or from its `module`.
 * Throws a `UsageError` for a system of the config that they cannot find.
 */
export function checkRunnable(
	name: string,
	runtime: string,
	{ config, file }: Pick<LoadedConfig, 'config' | 'file'>,
): void {
	const own = [config, ...(config.projects ?? [])].flatMap(ownSystems).find((system) => system.name === name);
	if (runtime === 'sim' || own === undefined || own.module !== undefined) return;
	throw new UsageError(
		`Expected the system \`${name}\` of ${file} to name its \`module\`, for the nodes of the runtime \`${runtime}\` load it from there: add \`module: import.meta.url\` to the system, or use \`--runtime sim\``,
	);
}
