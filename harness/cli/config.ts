import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Nemesis, type Registry, type System, UsageError } from '../model/index.ts';
import { checkConfig } from './check-config.ts';
import { type TextOption, text as textOption } from './command.ts';
import type { FaultlineConfig, MatrixConfig } from './define-config.ts';
import { importModule } from './import-module.ts';

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
