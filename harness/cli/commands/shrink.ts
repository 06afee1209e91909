import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { loadRun } from '../../controller/load-run.ts';
import { versions } from '../../controller/versions.ts';
import { countOf } from '../../model/words.ts';
import { simulation } from '../../runtimes/simulation/index.ts';
import type { Size } from '../../shrink/candidate.ts';
import { formatRepro } from '../../shrink/repro.ts';
import { type ShrinkProgress, type Shrunk, shrink as shrinkRun } from '../../shrink/shrink.ts';
import { type Command, defineCommand, jsonOption, text, textWithDefault } from '../command.ts';
import { configOption, withConfig } from '../config.ts';
import { exitCodes } from '../exit-codes.ts';
import { untilInterrupted } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { parseDurationMs } from '../parse.ts';
import { startProgress } from '../progress.ts';
import { writeFileOf } from '../write-file.ts';

export const shrink: Command = defineCommand({
	usage: 'shrink <run>',
	description: 'Minimise a failing simulation: fewest faults, operations and nodes, shortest time',
	positionals: { run: { type: 'string', demandOption: true, describe: "A run's folder" } },
	options: {
		budget: textWithDefault('60s', 'Stop after this time with the smallest run so far; Ctrl-C does the same'),
		anomaly: text('The type of the anomaly to keep, where the run shows several [default: the first]'),
		output: text("Where the repro goes [default: repro.json in the run's folder]"),
		...jsonOption,
		...configOption,
	},
	examples: [
		['$0 shrink runs/latest', 'the newest run, as small as possible'],
		['$0 shrink runs/latest --output repros/stale-read.json', 'to be committed as a regression test'],
	],
	async run(args, { registry: builtIn, output }) {
		const { registry } = await withConfig(builtIn, args.config);
		const budgetMs = parseDurationMs('--budget', args.budget);
		const run = loadRun(args.run);
		const { result: shrunk, interrupted } = await withProgress(output, (onProgress) =>
			untilInterrupted(output.note, (signal) =>
				shrinkRun(
					run,
					{ registry, runtime: simulation, versions, signal },
					{ budgetMs, anomaly: args.anomaly, onProgress },
				),
			),
		);
		const file = args.output ?? join(args.run, 'repro.json');
		const isNew = !existsSync(file);
		writeFileOf('the repro', file, formatRepro(shrunk.repro));
		if (args.output === undefined) {
			const { story } = shrunk.repro;
			// `latest` is soon another run.
			const replayed = join(realpathSync(args.run), 'repro.json');
			writeFileOf(
				'the report',
				join(args.run, 'report.html'),
				registry.reports.html({ ...run, shrunk: { story, file: replayed } }),
			);
		}
		if (args.json) output.json(summaryOf(shrunk, file));
		tell(shrunk, file, output);
		if (!isNew) output.note(`${file} was there before, and has been written anew`);
		return interrupted ? exitCodes.interrupted : exitCodes.invalid;
	},
});

function tell({ repro, before, after, candidates, ended }: Shrunk, file: string, output: Output): void {
	const { chalk } = output;
	const { checker, type } = repro.found;
	output.line(`${chalk.bold(type)} found by ${checker}, as small as possible:`);
	output.line();
	for (const line of repro.story) output.line(`  ${line}`);
	output.line();
	output.line(`before  ${sizeInWords(before)}`);
	output.line(`after   ${sizeInWords(after)}; ${candidates} candidates tried`);
	output.line(`replay  ${chalk.cyan(`faultline replay ${file}`)}`);
	if (ended !== 'smallest') output.note(whyNotSmaller[ended]);
}

const whyNotSmaller: Readonly<Record<Exclude<Shrunk['ended'], 'smallest'>, string>> = {
	budget: 'The budget was over: with a longer --budget it may become smaller.',
	effort: 'So much was simulated that it did not seem worth going on.',
	interrupted: 'Interrupted: this is the smallest so far.',
};

function sizeInWords({ faults, operations, clients, nodes, millis }: Size): string {
	return [
		countOf(faults, 'fault'),
		`${countOf(operations, 'operation')} of ${countOf(clients, 'client')}`,
		countOf(nodes, 'node'),
		`${(millis / 1000).toFixed(1)} s`,
	].join(', ');
}

function summaryOf({ repro, before, after, candidates, ended }: Shrunk, file: string): object {
	return { file, found: repro.found, story: repro.story, before, after, candidates, ended, traceHash: repro.traceHash };
}

async function withProgress<T>(
	output: Output,
	task: (onProgress: (progress: ShrinkProgress) => void) => Promise<T>,
): Promise<T> {
	let latest = 'shrinking';
	const progress = startProgress(output, () => latest);
	try {
		return await task(({ pass, size, candidates }) => {
			latest = `shrinking: ${sizeInWords(size)} (${candidates} candidates; ${pass})`;
		});
	} finally {
		progress.stop();
	}
}
