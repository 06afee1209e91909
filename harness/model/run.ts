import type { FaultEvent } from './fault.ts';
import type { History } from './history.ts';
import type { Delays, Scenario, SeedBranch } from './scenario.ts';
import type { Verdict } from './verdict.ts';

/** Everything that decides a run, with every default filled in: printed before it starts, kept in `test.json`. */
export interface TestOptions {
	readonly system: string;
	readonly workload: string;
	readonly runtime: 'sim' | 'process' | 'docker';
	/** Names of nemeses; empty for none. */
	readonly nemeses: readonly string[];
	/** What breaks when, as a script, beside the nemeses; absent where there is none. */
	readonly schedule?: string;
	/** A known bug built into the system, by name. */
	readonly mutant: string | null;
	readonly nodeCount: number;
	/** Clients at any time. */
	readonly concurrency: number;
	/** How long clients and nemeses work, before everything is healed. Virtual in the simulation. */
	readonly timeMs: number;
	/** How long clients go on after everything is healed, before the final operations. */
	readonly recoveryMs: number;
	/** Absent where everything is healed after the faults; else only as many nodes as are a majority, until the recovery time is over. */
	readonly heal?: 'quorum';
	/** Operations a second, over all clients. */
	readonly rate: number;
	/** An operation that takes longer is `info`. */
	readonly operationTimeoutMs: number;
	/** A checker that takes longer answers `unknown`. */
	readonly checkTimeLimitMs: number;
	/** Absent where the white-box invariants of the system are watched, as they are in the simulation unless asked otherwise. */
	readonly invariants?: 'off';
	/** A string of decimal digits, below 2^64. */
	readonly seed: string;
	/** The course of the run, where it is not left to the workload and the nemeses; then there are no `nemeses`. */
	readonly scenario?: Scenario;
	readonly delays?: Delays;
	readonly branches?: readonly SeedBranch[];
	/** The container image, when it is not the one made from this machine. */
	readonly image?: string;
	/** The config file that has systems, nemeses or checkers of this run, where it was named in the call. */
	readonly config?: string;
}

/** A run that has ended, as reports read it. */
export interface RunRecord {
	readonly options: TestOptions;
	readonly versions: { readonly faultline: string; readonly node: string };
	readonly verdict: Verdict;
	readonly history: History;
	readonly faults: readonly FaultEvent[];
	/** The lines of its trace, in order; absent where none was kept. */
	readonly trace?: () => Iterable<string>;
	/** The run's folder, when it was kept. */
	readonly directory?: string;
	/** The smallest run that fails in the same way, where there is one. */
	readonly shrunk?: ShrunkRun;
	/** Where the history came from when it was no run of ours: then most options are empty. */
	readonly source?: HistorySource;
}

/** What `faultline shrink` has made of a run. */
export interface ShrunkRun {
	/** The way to the anomaly: a line for each step, as `   0.250 s  n1 is cut off`. */
	readonly story: readonly string[];
	/** What `faultline replay` runs again. */
	readonly file: string;
}

/** A history that another tool recorded, as `faultline check` was given it. */
export interface HistorySource {
	readonly file: string;
	readonly model: string;
	/** The call that checks it again. */
	readonly command: string;
}

/** What a test has when neither its system nor anybody else says otherwise. */
export const defaultTestOptions: Pick<
	TestOptions,
	'runtime' | 'concurrency' | 'timeMs' | 'recoveryMs' | 'rate' | 'operationTimeoutMs' | 'checkTimeLimitMs'
> = {
	runtime: 'sim',
	concurrency: 10,
	timeMs: 60_000,
	recoveryMs: 10_000,
	rate: 100,
	operationTimeoutMs: 5_000,
	checkTimeLimitMs: 60_000,
};

/** The call that comes to this verdict again. */
export function commandOf(run: RunRecord): string {
	return run.source?.command ?? replayCommand(run.options);
}

/** The call that runs the same test again: bit for bit in the simulation. */
export function replayCommand(options: TestOptions): string {
	const words = [
		`faultline run ${options.system}`,
		options.runtime === 'sim' ? '' : `--runtime ${options.runtime}`,
		`--workload ${options.workload}`,
		`--nemesis ${options.nemeses.length === 0 ? 'none' : options.nemeses.join(',')}`,
		options.schedule === undefined ? '' : `--schedule ${quoted(options.schedule)}`,
		`--nodes ${options.nodeCount}`,
		`--concurrency ${options.concurrency}`,
		`--time ${options.timeMs}ms`,
		`--rate ${options.rate}`,
		`--recovery ${options.recoveryMs}ms`,
		options.heal === undefined ? '' : `--heal ${options.heal}`,
		`--operation-timeout ${options.operationTimeoutMs}ms`,
		duration('--check-timeout', options.checkTimeLimitMs, defaultTestOptions.checkTimeLimitMs),
		options.invariants === undefined ? '' : `--invariants ${options.invariants}`,
		options.image === undefined ? '' : `--image ${quoted(options.image)}`,
		options.config === undefined ? '' : `--config ${quoted(options.config)}`,
		options.mutant === null ? '' : `--mutant ${options.mutant}`,
		delaysWord(options.delays),
		branchesWord(options.branches),
		`--seed ${options.seed}`,
	];
	return words.filter((word) => word !== '').join(' ');
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
	return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** As `--delays` reads it. */
function delaysWord(delays: Delays | undefined): string {
	if (delays === undefined || delays.kind === 'constant') return '';
	return `--delays ${delays.kind === 'priorities' ? 'priorities' : `${delays.meanMs}ms`}`;
}

/** As `--branches` reads it. */
function branchesWord(branches: readonly SeedBranch[] = []): string {
	return branches.length === 0 ? '' : `--branches ${branches.map(({ atMs, seed }) => `${atMs}ms:${seed}`).join(',')}`;
}

function duration(option: string, millis: number, usual: number): string {
	return millis === usual ? '' : `${option} ${millis}ms`;
}
