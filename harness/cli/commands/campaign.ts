import { countRuns, planRuns } from '../../campaign/plan.ts';
import { runCampaign } from '../../campaign/run-campaign.ts';
import { runOnce } from '../../campaign/run-once.ts';
import { createWorkerPool } from '../../campaign/worker-pool.ts';
import { versions } from '../../controller/versions.ts';
import {
	type CampaignReporter,
	type CampaignRun,
	type CampaignSummary,
	campaignExitCode,
	countResults,
	type TestOptions,
} from '../../model/index.ts';
import { createRuntime } from '../../runtimes/index.ts';
import { type CampaignPlan, checkPlan, planFrom } from '../campaign-plan.ts';
import { showProgress } from '../campaign-progress.ts';
import { chooseReporters } from '../campaign-reporters.ts';
import { type Command, type CommandEnvironment, defineCommand, jsonOption, type TextOption, text } from '../command.ts';
import { checkRunnable, configOption, withConfig } from '../config.ts';
import { interruptible } from '../interrupt.ts';
import { testOptions } from '../test-options.ts';

const campaignOptions = {
	...testOptions,
	system: text('Which systems: a,b [default: all]'),
	workload: text("What clients do: a,b [default: each system's own]"),
	nemesis: text('A mix: a,b, swarm (drawn for each seed) or none; give it several times for several mixes'),
	mutant: text('Known bugs: a,b; none is the correct system, all is every one'),
	seeds: text('1..200, 7, 3,5,8 or 1.. as many as the budget allows [default: 1..20, or 1.. with a budget]'),
	budget: text('Start no run after this time: 10m'),
	jobs: text('Runs at a time [default: the cores in sim, 1 elsewhere]'),
	// Without a value it means 1, so it must not require one.
	bail: { type: 'string', describe: 'Stop after the first run, or the first N, that is not valid' } as TextOption,
	reporter: text('list, html, json, junit, github [default: list]'),
	out: text("Where failing runs' folders and reports go [default: runs]"),
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
	],
	async run(args, environment) {
		const { output } = environment;
		const loaded = await withConfig(environment.registry, args.config);
		const { config, registry, file } = loaded;
		const plan = planFrom(args, config, registry);
		checkPlan(plan, registry);
		for (const system of plan.matrix.systems) checkRunnable(system, plan.runtime, loaded);
		const reporters = chooseReporters(plan, registry, output);
		const summary = await interruptible(output.note, (signal) =>
			execute(plan, reporters, { ...environment, registry, configFile: file, signal }),
		);
		if (args.json) output.json(registry.reports.campaignJson(summary));
		const { valid, invalid, unknown, error } = countResults(summary.runs);
		output.line(
			`${valid} valid, ${invalid} invalid, ${unknown} unknown${error > 0 ? `, ${error} could not be run` : ''}`,
		);
		return campaignExitCode(summary.runs);
	},
});

interface ExecutionEnvironment extends CommandEnvironment {
	readonly configFile: string | null;
	readonly signal: AbortSignal;
}

async function execute(
	plan: CampaignPlan,
	reporters: readonly CampaignReporter[],
	environment: ExecutionEnvironment,
): Promise<CampaignSummary> {
	const { registry, signal, output } = environment;
	const { matrix, runtime, jobs, budgetMs, bail } = plan;
	const executor = createExecutor(plan, environment);
	const progress = showProgress(output);
	try {
		return await runCampaign(
			planRuns(matrix, registry, createRuntime({ runtime })),
			{ runs: countRuns(matrix), jobs, budgetMs, bail },
			{ reporters: [...reporters, progress.reporter], signal, run: executor.run },
		);
	} finally {
		progress.stop();
		await executor.close();
	}
}

interface Executor {
	run(options: TestOptions): Promise<CampaignRun>;
	close(): Promise<void>;
}

/** Simulations compute, and go to threads; the other runtimes wait most of the time, and run here. */
function createExecutor(plan: CampaignPlan, environment: ExecutionEnvironment): Executor {
	const { registry, signal, workerFile, configFile } = environment;
	const { out } = plan;
	if (plan.runtime === 'sim') {
		const pool = createWorkerPool(workerFile, plan.jobs);
		return { run: (options) => pool.run({ options, out, configFile }, signal), close: () => pool.close() };
	}
	const runtime = createRuntime({ runtime: plan.runtime, ...(plan.image !== undefined && { image: plan.image }) });
	return {
		run: (options) => runOnce(options, { registry, runtime, versions, out, signal }),
		close: async () => {},
	};
}
