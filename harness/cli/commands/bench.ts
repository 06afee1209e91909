import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkerPool } from '../../campaign/worker-pool.ts';
import { versions } from '../../controller/versions.ts';
import { figureKinds, findByName, type Registry, type Scorecard, UsageError } from '../../model/index.ts';
import { type Comparison, compareScorecards } from '../../robustness/compare.ts';
import { readScorecard } from '../../robustness/read-scorecard.ts';
import {
	type BenchmarkEnvironment,
	type BenchmarkOptions,
	defaultPhasesMs,
	runBenchmark,
} from '../../robustness/run-benchmark.ts';
import { type Repetition, type RepetitionResult, runRepetition } from '../../robustness/run-repetition.ts';
import { createRuntime } from '../../runtimes/index.ts';
import {
	type Command,
	type CommandEnvironment,
	defineCommand,
	flag,
	jsonOption,
	text,
	textWithDefault,
} from '../command.ts';
import { checkRunnable, configOption, withConfig } from '../config.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { expected, parseChoice, parseCount, parseDurationMs, parseList, parseSeeds } from '../parse.ts';
import { startProgress } from '../progress.ts';
import { jobsDefault, outOption, refuseImageWithout, runTimeoutMsDefault, runtimeNames } from '../test-options.ts';
import { writeFileOf } from '../write-file.ts';

export const bench: Command = defineCommand({
	usage: 'bench',
	description: 'Robustness scorecards, system by system and fault by fault',
	options: {
		system: text('Which systems: a,b [default: all]'),
		fault: text('Which faults: a,b [default: all that the runtime can inject]'),
		runtime: text('sim, process or docker [default: sim]'),
		repetitions: text('How often each system meets each fault [default: 5, or 3 outside sim if the budget allows]'),
		budget: text('No further repetition of all is begun that would last longer [default outside sim: 270s a system]'),
		seed: textWithDefault('1', 'Of the first repetition; the others follow it'),
		before: text('How long clients work in a healthy cluster [default: 10s, or 3s outside sim]'),
		during: text('How long the fault lasts [default: 10s, or 3s outside sim]'),
		after: text('How long clients go on once it is healed [default: 10s, or 3s outside sim]'),
		compare: text('A scorecard.json to compare with'),
		'max-regression': textWithDefault('10%', 'How much worse a median may be; more exits with 1'),
		jobs: text('Repetitions at a time [default: the cores in sim, 1 elsewhere]'),
		keep: flag("Keep the runs' folders, with a report each"),
		image: text('The container image, for --runtime docker'),
		...outOption,
		...jsonOption,
		...configOption,
	},
	examples: [
		['$0 bench', 'every system under every fault, in the simulation'],
		['$0 bench --system raft,paxos --fault crash-primary', 'two systems side by side'],
		['$0 bench --compare baseline.json --max-regression 10%', 'in CI'],
	],
	async run(args, environment) {
		const { output } = environment;
		const loaded = await withConfig(environment.registry, args.config);
		const { registry, file: configFile } = loaded;
		const options = optionsOf(args, registry);
		for (const { name } of options.systems) checkRunnable(name, options.runtime, loaded);
		const maxRegression = parseShare('--max-regression', args['max-regression']);
		// Read first: a wrong file should not be found out after minutes.
		const baseline = args.compare === undefined ? undefined : readBaseline(args.compare, options);
		const runsFolder = args.keep ? args.out : null;
		const scorecard = await interruptible(output.note, (signal) =>
			execute(options, { ...environment, registry, configFile, runsFolder, signal }),
		);
		const page = store(scorecard, args.out, registry);
		const comparison = baseline && compareScorecards(baseline, scorecard, maxRegression);
		if (args.json) output.json({ ...scorecard, ...(comparison && { comparison }) });
		output.line(registry.reports.scorecard.text(scorecard, { color: output.color }));
		if (scorecard.repetitions < options.repetitions) output.note(shortOf(scorecard, options));
		if (comparison !== undefined) tell(comparison, args['max-regression'], output);
		output.line(page);
		return exitCodeOf(scorecard, comparison);
	},
});

/** For a system with its faults, each run in real time. */
const realBudgetMs = 270_000;

type RuntimeName = BenchmarkOptions['runtime'];

interface BenchArguments {
	readonly system?: string | undefined;
	readonly fault?: string | undefined;
	readonly runtime?: string | undefined;
	readonly repetitions?: string | undefined;
	readonly budget?: string | undefined;
	readonly seed: string;
	readonly before?: string | undefined;
	readonly during?: string | undefined;
	readonly after?: string | undefined;
	readonly jobs?: string | undefined;
	readonly image?: string | undefined;
}

function optionsOf(args: BenchArguments, registry: Registry): BenchmarkOptions {
	const runtime = parseChoice('--runtime', args.runtime ?? 'sim', runtimeNames);
	refuseImageWithout(args.image, [runtime]);
	const [seeds] = parseSeeds(args.seed);
	if (seeds === undefined || seeds.first !== seeds.last) throw expected('--seed', 'be a whole number', args.seed);
	const systems = chosen(registry.systems, args.system, '--system', 'system');
	return {
		systems,
		faults: chosen(registry.benchmarkFaults, args.fault, '--fault', 'fault of the benchmark'),
		runtime,
		seed: seeds.first,
		repetitions: parseCount('--repetitions', args.repetitions ?? (runtime === 'sim' ? '5' : '3')),
		budgetMs: budgetOf(args, runtime, systems.length),
		phasesMs: phasesOf(args, defaultPhasesMs(runtime)),
		jobs: parseCount('--jobs', args.jobs ?? String(jobsDefault(runtime))),
		...(args.image !== undefined && { image: args.image }),
	};
}

function shortOf({ repetitions }: Scorecard, { repetitions: wanted }: BenchmarkOptions): string {
	return `bench: ${repetitions} of ${wanted} repetitions of each fitted into the budget; --repetitions or a longer --budget makes more`;
}

/** In the simulation, and for a number of repetitions that somebody asks for, there is none unless it is asked for as well. */
function budgetOf({ budget, repetitions }: BenchArguments, runtime: RuntimeName, systems: number): number | null {
	if (budget !== undefined) return parseDurationMs('--budget', budget);
	return runtime === 'sim' || repetitions !== undefined ? null : systems * realBudgetMs;
}

function phasesOf({ before, during, after }: BenchArguments, usual: Scorecard['phasesMs']): Scorecard['phasesMs'] {
	return {
		before: before === undefined ? usual.before : parseDurationMs('--before', before),
		during: during === undefined ? usual.during : parseDurationMs('--during', during),
		after: after === undefined ? usual.after : parseDurationMs('--after', after),
	};
}

function chosen<T extends { readonly name: string }>(
	all: readonly T[],
	names: string | undefined,
	option: string,
	what: string,
): readonly T[] {
	return names === undefined ? all : parseList(option, names).map((name) => findByName(all, name, what));
}

/** `10%` as 0.1. */
function parseShare(option: string, text: string): number {
	const match = /^(\d+(?:\.\d+)?)%$/.exec(text.trim());
	if (match === null) throw expected(option, 'look like 10%', text);
	return Number(match[1]) / 100;
}

/** Figures of other circumstances are no baseline. */
function readBaseline(path: string, { runtime, phasesMs }: BenchmarkOptions): Scorecard {
	const baseline = readScorecard(readText(path), path);
	const there = `${baseline.runtime} ${JSON.stringify(baseline.phasesMs)}`;
	const here = `${runtime} ${JSON.stringify(phasesMs)}`;
	if (there === here) return baseline;
	throw new UsageError(
		`Expected ${path} to be of the same runtime and phases as this benchmark (${here}), got ${there}: give it the same --runtime, --before, --during and --after`,
	);
}

function readText(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		throw new UsageError(`Expected a scorecard at ${path}: ${(error as Error).message}`, { cause: error });
	}
}

interface ExecutionEnvironment extends CommandEnvironment {
	readonly configFile: string | null;
	readonly runsFolder: string | null;
	readonly signal: AbortSignal;
}

async function execute(options: BenchmarkOptions, environment: ExecutionEnvironment): Promise<Scorecard> {
	const { registry, signal, output } = environment;
	const runtime = createRuntime({
		runtime: options.runtime,
		...(options.image !== undefined && { image: options.image }),
	});
	const executor = createExecutor(options, environment, runtime);
	let told = 'starting';
	const progress = startProgress(output, () => `bench: ${told}`);
	try {
		return await runBenchmark(options, {
			registry,
			runtime,
			version: versions.faultline,
			signal,
			now: () => performance.now(),
			run: executor.run,
			onProgress: (done, of) => {
				told = `${done} of ${of} repetitions`;
			},
		});
	} finally {
		progress.stop();
		await executor.close();
	}
}

interface Executor {
	run(repetition: Repetition): Promise<RepetitionResult>;
	close(): Promise<void>;
}

/** Simulations compute, and go to threads; the other runtimes wait most of the time, and run here. */
function createExecutor(
	{ runtime: name, jobs }: BenchmarkOptions,
	{ registry, signal, workerFile, configFile, runsFolder: out }: ExecutionEnvironment,
	runtime: BenchmarkEnvironment['runtime'],
): Executor {
	if (name !== 'sim') {
		const environment = { registry, runtime, versions, signal, ...(out !== null && { out }) };
		return { run: (repetition) => runRepetition(repetition, environment), close: async () => {} };
	}
	const pool = createWorkerPool(workerFile, jobs, runTimeoutMsDefault);
	return {
		run: (repetition) => pool.call('repeat', { repetition, out, configFile }, signal),
		close: () => pool.close(),
	};
}

/** @returns where the page is */
function store(scorecard: Scorecard, out: string, registry: Registry): string {
	const page = join(out, 'scorecard.html');
	try {
		mkdirSync(out, { recursive: true });
	} catch (error) {
		throw new UsageError(`Cannot make the folder ${out}: ${(error as Error).message}`, { cause: error });
	}
	writeFileOf('the scorecard', join(out, 'scorecard.json'), `${JSON.stringify(scorecard, null, '\t')}\n`);
	writeFileOf('the scorecard', page, registry.reports.scorecard.html(scorecard));
	return page;
}

function tell({ regressions, missing, compared }: Comparison, max: string, { line, chalk }: Output): void {
	for (const { system, fault, figure, before, after, worseBy } of regressions) {
		const { unit } = figureKinds[figure];
		const how = Number.isFinite(worseBy) ? `${Math.round(worseBy * 100)}% worse` : 'worse';
		line(chalk.red(`${system} × ${fault}: ${figure} ${how}, ${before ?? 'never'} → ${after ?? 'never'} ${unit}`));
	}
	for (const name of missing) line(chalk.red(`${name}: had figures, and has none any more`));
	line(`${compared} figures compared, ${regressions.length} worse by more than ${max}`);
}

function exitCodeOf({ rows }: Scorecard, comparison: Comparison | undefined): ExitCode {
	const isWorse = comparison !== undefined && comparison.regressions.length + comparison.missing.length > 0;
	if (isWorse || rows.some(({ runs }) => runs.invalid > 0)) return exitCodes.invalid;
	return rows.some(({ runs }) => runs.unknown > 0) ? exitCodes.unknown : exitCodes.valid;
}
