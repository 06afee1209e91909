import { checkSupport, resolveOptions } from '../../controller/resolve-options.ts';
import { type RunEnvironment, runTest } from '../../controller/run-test.ts';
import { drawSeed, versions } from '../../controller/versions.ts';
import type { RunRecord, TestOptions } from '../../model/index.ts';
import { createRuntime } from '../../runtimes/index.ts';
import { type Command, defineCommand, jsonOption, text } from '../command.ts';
import { checkRunnable, configOption, withConfig } from '../config.ts';
import { exitCodeOf } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { formatDuration, startProgress } from '../progress.ts';
import { outOption, singleTestOptions, testOptions } from '../test-options.ts';

export const run: Command = defineCommand({
	usage: 'run <system>',
	description: 'One test: deploy, drive, break, record, check, report',
	positionals: { system: { type: 'string', demandOption: true, describe: 'What is tested: `faultline list systems`' } },
	options: {
		...testOptions,
		delays: text('How long messages take in sim while faults come and go: their mean (5ms), or priorities'),
		branches: text('Moments from which on other seeds decide, in sim: 12s:77,14500ms:3'),
		seed: text('Decides everything random [default: drawn, and printed]'),
		...outOption,
		...jsonOption,
		...configOption,
	},
	examples: [
		['$0 run raft', 'Raft in the simulation, with its own mix of faults'],
		['$0 run raft --runtime docker --time 20s --nemesis partition,crash', 'the same program in containers'],
		['$0 run raft --mutant stale-reads --seed 7', 'a known bug, to see it found'],
	],
	async run(args, { registry: builtIn, output }) {
		const config = await withConfig(builtIn, args.config);
		const { registry } = config;
		const given = { ...singleTestOptions(args.system, args, registry), config: args.config };
		const options = resolveOptions(given, registry, drawSeed);
		checkRunnable(options.system, options.runtime, config);
		const runtime = createRuntime(options);
		checkSupport(options, registry, runtime);
		const record = await interruptible(output.note, (signal) => {
			announce(options, output);
			return withProgress(options, output, { registry, runtime, versions, out: args.out, signal });
		});
		if (args.json) output.json({ ...record.verdict, directory: record.directory ?? null });
		output.line(registry.reports.terminal(record, { color: output.color }));
		return exitCodeOf(record.verdict.valid);
	},
});

/** Every option with its value, before the first operation: what is needed to run it again even if nothing else is left. */
function announce(options: TestOptions, output: Output): void {
	const { chalk } = output;
	output.line(`${chalk.bold(options.system)} · seed ${chalk.bold(options.seed)} · ${options.runtime}`);
	const { system: _system, seed: _seed, runtime: _runtime, nemeses, mutant, ...others } = options;
	const words = Object.entries({ nemeses: nemeses.join(',') || 'none', mutant: mutant ?? 'none', ...others });
	output.line(chalk.dim(words.map(([name, value]) => `${name} ${String(value).replaceAll('\n', '; ')}`).join(' · ')));
}

async function withProgress(options: TestOptions, output: Output, environment: RunEnvironment): Promise<RunRecord> {
	const startedAt = performance.now();
	const whole = options.runtime === 'sim' ? '' : ` of about ${formatDuration(options.timeMs + options.recoveryMs)}`;
	const progress = startProgress(
		output,
		() => `${options.system}: running for ${formatDuration(performance.now() - startedAt)}${whole}`,
	);
	let folder: string | undefined;
	try {
		const onFolder = (path: string): void => {
			folder = path;
		};
		return await runTest(options, { ...environment, onFolder });
	} catch (error) {
		if (folder !== undefined) output.note(`What was recorded until then is in ${folder}`);
		throw error;
	} finally {
		progress.stop();
	}
}
