import type { Checker, Nemesis, System, Thresholds } from '../model/index.ts';

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
	/** A script of faults, or its file: `at 5s crash primary for 2s`. */
	readonly schedule?: string;
	/** How each seed is drawn: `random`, `swarm`, `pct` or `coverage`. */
	readonly strategy?: string;
	readonly nodes?: number | string;
	readonly concurrency?: number | string;
	/** `60s` */
	readonly time?: string;
	readonly recovery?: string;
	readonly rate?: number | string;
	readonly 'operation-timeout'?: string;
	readonly 'check-timeout'?: string;
	/** What is healed after the faults; the rest only when the recovery time is over. */
	readonly heal?: 'all' | 'quorum';
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
	readonly 'shrink-budget'?: string;
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
