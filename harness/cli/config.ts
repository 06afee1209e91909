import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { type Checker, didYouMean, type Nemesis, type Registry, type System, UsageError } from '../model/index.ts';
import { type TextOption, text as textOption } from './command.ts';
import { importModule } from './import-module.ts';

/** What a `faultline.config.ts` exports: the options of `campaign` in the same words, and parts of one's own. */
export interface FaultlineConfig {
	/** Names of systems to test. */
	readonly system?: string | readonly string[];
	readonly workload?: string | readonly string[];
	/** Each entry is one mix: `['partition,crash', 'swarm', 'none']`. */
	readonly nemesis?: string | readonly string[];
	/** Known bugs; `none` is the correct system. */
	readonly mutant?: string | readonly string[];
	readonly runtime?: 'sim' | 'process' | 'docker';
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
	/** `1..200` */
	readonly seeds?: string | number;
	/** `10m` */
	readonly budget?: string;
	readonly jobs?: number | string;
	readonly bail?: number | boolean;
	readonly reporter?: string | readonly string[];
	readonly out?: string;
	/** Systems that are not built in. */
	readonly systems?: readonly System[];
	readonly nemeses?: readonly Nemesis[];
	readonly checkers?: readonly Checker[];
}

/**
 * The type of a config, for editors and the compiler.
 *
 * ```ts
 * import { defineConfig } from 'faultline';
 * export default defineConfig({ system: 'raft', nemesis: 'swarm', seeds: '1..200', budget: '10m' });
 * ```
 */
export function defineConfig(config: FaultlineConfig): FaultlineConfig {
	return config;
}

const words = z.union([z.string(), z.array(z.string())]).optional();
const number = z.union([z.number(), z.string()]).optional();
const text = z.string().optional();
const parts = z.array(z.looseObject({ name: z.string() })).optional();

const shape = {
	system: words,
	workload: words,
	nemesis: words,
	mutant: words,
	runtime: text,
	nodes: number,
	concurrency: number,
	time: text,
	recovery: text,
	rate: number,
	'operation-timeout': text,
	'check-timeout': text,
	invariants: z.enum(['on', 'off']).optional(),
	image: text,
	seeds: number,
	budget: text,
	jobs: number,
	bail: z.union([z.number(), z.boolean()]).optional(),
	reporter: words,
	out: text,
	systems: parts,
	nemeses: parts,
	checkers: parts,
} satisfies Record<keyof FaultlineConfig, z.ZodType>;

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
	return {
		config,
		registry: {
			...registry,
			systems: [...(config.systems ?? []), ...registry.systems],
			nemeses: [...(config.nemeses ?? []), ...registry.nemeses],
			checkers: [...(config.checkers ?? []), ...registry.checkers],
		},
		file: resolve(file),
	};
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
	const own = config.systems?.find((system) => system.name === name);
	if (runtime === 'sim' || own === undefined || own.module !== undefined) return;
	throw new UsageError(
		`Expected the system \`${name}\` of ${file} to name its \`module\`, for the nodes of the runtime \`${runtime}\` load it from there: add \`module: import.meta.url\` to the system, or use \`--runtime sim\``,
	);
}

/** Checks the keys first: a wrong one is most likely a mistyped one. */
export function checkConfig(exported: unknown, file: string): FaultlineConfig {
	if (typeof exported !== 'object' || exported === null || Array.isArray(exported)) {
		throw new UsageError(`Expected ${file} to export a config as its default: export default defineConfig({ … })`);
	}
	for (const key of Object.keys(exported)) {
		if (key in shape) continue;
		throw new UsageError(`${file}: expected a key of a config, got \`${key}\`.${didYouMean(key, Object.keys(shape))}`);
	}
	const parsed = z.object(shape).safeParse(exported);
	if (!parsed.success) throw new UsageError(`${file} is not a valid config:\n${z.prettifyError(parsed.error)}`);
	return exported as FaultlineConfig;
}
