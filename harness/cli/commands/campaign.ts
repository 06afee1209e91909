import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createExecutor, type Executor } from '../../campaign/executor.ts';
import { journalName } from '../../campaign/journal.ts';
import { countRuns, planRuns, type RuntimeName, runtimesOf } from '../../campaign/plan.ts';
import { readRecord } from '../../campaign/read-record.ts';
import { type CampaignPhase, runCampaign } from '../../campaign/run-campaign.ts';
import { versions } from '../../controller/versions.ts';
import {
	type CampaignBaseline,
	type CampaignReporter,
	type CampaignSummary,
	type PlannedRun,
	type Thresholds,
	UsageError,
} from '../../model/index.ts';
import { createRuntime } from '../../runtimes/index.ts';
import { refuseUnheeded } from '../campaign-calls.ts';
import { endCampaign } from '../campaign-end.ts';
import { checkPlan, checkRuns, courseFrom, jobsOf, planFrom, type ResolvedCampaign } from '../campaign-plan.ts';
import { showProgress } from '../campaign-progress.ts';
import { chooseReporters } from '../campaign-reporters.ts';
import { reprosIn, runRepros } from '../campaign-repros.ts';
import { type CampaignSession, openSession } from '../campaign-session.ts';
import { shrinkFailures } from '../campaign-shrink.ts';
import { runsNamedBy } from '../choose-runs.ts';
import {
	type Command,
	type CommandEnvironment,
	defineCommand,
	flag,
	jsonOption,
	type TextOption,
	text,
} from '../command.ts';
import { configOption, type LoadedConfig, withConfig } from '../config.ts';
import type { ExitCode } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { parseDurationMs, parseList } from '../parse.ts';
import { testOptions } from '../test-options.ts';

const campaignOptions = {
	...testOptions,
	system: text("Which systems: a,b [default: the config's own, or all]"),
	workload: text("What clients do: a,b [default: each system's own]"),
	nemesis: text('A mix: a,b, swarm (drawn for each seed) or none; give it several times for several mixes'),
	mutant: text('Known bugs: a,b; none is the correct system, all is every one'),
	runtime: text('sim, process, docker, or several, one after the other [default: sim]'),
	project: text('Which projects of the config: a,b [default: all]'),
	strategy: text('How each seed is drawn: random, swarm, pct or coverage [default: swarm, for --nemesis swarm]'),
	seeds: text('1..200, 7, 3,5,8 or 1.. as many as the budget allows [default: 1..20, or 1.. with a budget]'),
	shard: text('A part of the campaign, for one of several machines: 2/5; `faultline merge-reports` joins them'),
	budget: text('Start no run after this time: 10m'),
	jobs: text('Runs at a time [default: the cores in sim, 1 elsewhere]'),
	'run-timeout': text('Give up a simulated run after this real time [default: 10m]'),
	// Without a value it means 1, so it must not require one.
	bail: { type: 'string', describe: 'Stop after the first run, or the first N, that is not valid' } as TextOption,
	'last-failed': flag('Run again what was not valid in the last campaign of this --out'),
	fresh: flag('Begin again also where an interrupted campaign could be gone on with'),
	compare: text('The --out of an earlier campaign: the page of --reporter html tells what has changed since'),
	repros: text('Instead of a matrix, the repros in this folder: what `faultline shrink` wrote, as regression tests'),
	'shrink-budget': text('Shrink the first failure of each kind, in so much time for all; 0s: none [default: 60s]'),
	reporter: text('list, html, json, junit, github, blob [default: list]'),
	out: text("Where failing runs' folders, reports and the journal go [default: runs]"),
	debug: flag('Show the stack of an error'),
};

export const campaign: Command = defineCommand({
	usage: 'campaign [config]',
	description: 'A matrix of tests and seeds on all cores, under a budget',
	positionals: { config: configOption.config },
	options: { ...campaignOptions, ...jsonOption },
	repeatable: ['nemesis'],
	examples: [
		['$0 campaign --system raft --nemesis swarm --seeds 1..200', 'each seed with its own mix of faults'],
		['$0 campaign --system raft --mutant all --bail', 'are known bugs found?'],
		['$0 campaign --budget 10m --reporter list,junit,html', 'in CI'],
		['$0 campaign --last-failed', 'is it still wrong?'],
	],
	async run(args, environment) {
		const { output, workerFile } = environment;
		refuseUnheeded(args, Object.keys(campaign.options));
		const loaded = await withConfig(environment.registry, args.config);
		if (args.repros !== undefined) return campaignOfRepros(args.repros, args, loaded, output);
		const shrinkBudget = args['shrink-budget'] ?? loaded.config['shrink-budget'] ?? '60s';
		const budgetMs = parseDurationMs('--shrink-budget', shrinkBudget);
		const again = args['last-failed'] ? runsNamedBy(args) : null;
		const resolved = again === null ? planFrom(args, loaded, args.config) : courseFrom(args, loaded);
		checkPlan(resolved, loaded);
		const reporters = chooseReporters(resolved.reporters, resolved.out, loaded.registry, output);
		// Read first, since it may be in the way: the same folder's journal begins anew.
		const baseline = args.compare === undefined ? undefined : readBaseline(args.compare, resolved);
		const session = await openSession({
			campaign: resolved,
			code: [workerFile, ...(loaded.file === null ? [] : [loaded.file])],
			again,
			fresh: args.fresh,
			note: output.note,
		});
		checkRuns(session.header.only ?? [], loaded);
		const summary = await interruptible(output.note, (signal) =>
			execute(resolved, session, reporters, { ...environment, loaded, signal }),
		);
		await shrinkFailures(summary.runs, { budgetMs, registry: loaded.registry, output });
		const compared = { ...summary, ...(baseline && { baseline }) };
		return endCampaign(compared, { reporters, registry: loaded.registry, output, json: args.json, debug: args.debug });
	},
});

interface ReproArguments {
	readonly reporter?: string | undefined;
	readonly out?: string | undefined;
	readonly json: boolean;
	readonly debug: boolean;
}

async function campaignOfRepros(
	folder: string,
	args: ReproArguments,
	{ config, registry }: LoadedConfig,
	output: Output,
): Promise<ExitCode> {
	const files = reprosIn(folder, registry);
	const names = args.reporter === undefined ? [] : parseList('--reporter', args.reporter);
	const reporters = chooseReporters(names, args.out ?? config.out ?? 'runs', registry, output);
	const summary = await interruptible(output.note, (signal) => runRepros(files, reporters, registry, signal));
	return endCampaign(summary, { reporters, registry, output, json: args.json, debug: args.debug });
}

/** Of a campaign that was interrupted, what it had run. */
function readBaseline(out: string, { reporters }: ResolvedCampaign): CampaignBaseline {
	if (!reporters.includes('html')) {
		throw new UsageError('Expected `--reporter html` with `--compare`, for its page is what tells the changes');
	}
	const file = join(out, journalName);
	if (!existsSync(file)) {
		throw new UsageError(
			`Expected the \`--out\` of an earlier campaign for \`--compare\`, got \`${out}\`: there is no ${file}`,
		);
	}
	const { runs, millis } = readRecord(file);
	return { name: out, runs, millis };
}

interface ExecutionEnvironment extends CommandEnvironment {
	readonly loaded: LoadedConfig;
	readonly signal: AbortSignal;
}

/** Runs what is planned and not run yet, and keeps each run as it ends. */
async function execute(
	resolved: ResolvedCampaign,
	{ header, journal, earlier }: CampaignSession,
	reporters: readonly CampaignReporter[],
	environment: ExecutionEnvironment,
): Promise<CampaignSummary> {
	const { output, signal } = environment;
	const phases = phasesOf(resolved, header.only, environment);
	const runs = countPlanned(resolved, header.only);
	if (runs === 0) output.note(whyNothing(resolved));
	const executors = new Executors(resolved, environment);
	const progress = showProgress(output, earlier.runs.size);
	const startedAt = performance.now() - earlier.millis;
	let ended = earlier.runs.size;
	try {
		const summary = await runCampaign(
			phases,
			{ ...resolved, thresholds: ofPart(header.thresholds, resolved.shard), runs, jobs: phases[0]?.jobs ?? 1, header },
			{
				reporters: [...reporters, progress.reporter],
				signal,
				earlier,
				async run(planned) {
					const run = await executors.of(planned).run(planned);
					journal.append(run, performance.now() - startedAt);
					ended++;
					return run;
				},
			},
		);
		journal.end(summary.millis);
		return summary;
	} catch (error) {
		if (signal.aborted) {
			const told = ended === 1 ? '1 run has ended' : `${ended} runs have ended`;
			output.note(`${told}. The same command goes on where this one was interrupted.`);
		}
		throw error;
	} finally {
		progress.stop();
		journal.close();
		await executors.close();
	}
}

/** One for each runtime: what waits for real time must not be disturbed by what computes. */
function phasesOf(
	resolved: ResolvedCampaign,
	only: readonly PlannedRun[] | null,
	{ loaded: { registry } }: ExecutionEnvironment,
): readonly CampaignPhase[] {
	const { matrices, shard } = resolved;
	const runtimeOf = (name: RuntimeName) => createRuntime({ runtime: name });
	return runtimesOf(matrices, only).map((runtime) => ({
		runs:
			only === null
				? planRuns(matrices, runtime, { registry, runtimeOf, shard })
				: ofShard(only, shard).filter(({ options }) => options.runtime === runtime),
		jobs: jobsOf(resolved, runtime),
	}));
}

function countPlanned({ matrices, shard }: ResolvedCampaign, only: readonly PlannedRun[] | null): number | null {
	return only === null ? countRuns(matrices, shard) : ofShard(only, shard).length;
}

function whyNothing({ shard, out }: ResolvedCampaign): string {
	if (shard === null) return `Nothing failed in the last campaign of ${out}: there is nothing to run again.`;
	return `None of the campaign's runs is in the shard ${shard.index}/${shard.of}.`;
}

/** How many runs a part has says nothing. */
function ofPart(thresholds: Thresholds, shard: ResolvedCampaign['shard']): Thresholds {
	return shard === null ? thresholds : { ...thresholds, runsMin: 0 };
}

function ofShard(runs: readonly PlannedRun[], shard: ResolvedCampaign['shard']): readonly PlannedRun[] {
	return shard === null ? runs : runs.filter((_, index) => index % shard.of === shard.index - 1);
}

/** Made when the first run of a runtime begins. */
class Executors {
	readonly #resolved: ResolvedCampaign;
	readonly #environment: ExecutionEnvironment;
	readonly #executors = new Map<RuntimeName, Executor>();

	constructor(resolved: ResolvedCampaign, environment: ExecutionEnvironment) {
		this.#resolved = resolved;
		this.#environment = environment;
	}

	of({ options: { runtime } }: PlannedRun): Executor {
		let executor = this.#executors.get(runtime);
		if (executor === undefined) {
			const { loaded, workerFile, signal } = this.#environment;
			const { out, runTimeoutMs } = this.#resolved;
			const jobs = jobsOf(this.#resolved, runtime);
			const common = { registry: loaded.registry, versions, out, signal, workerFile, configFile: loaded.file };
			executor = createExecutor(runtime, { ...common, jobs, runTimeoutMs });
			this.#executors.set(runtime, executor);
		}
		return executor;
	}

	async close(): Promise<void> {
		for (const executor of this.#executors.values()) await executor.close();
	}
}
