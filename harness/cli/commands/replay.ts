import { statSync } from 'node:fs';
import { loadTest } from '../../controller/load-run.ts';
import { replay as replayRun } from '../../controller/replay.ts';
import { tellStep } from '../../controller/story/tell-story.ts';
import { versions } from '../../controller/versions.ts';
import { type Registry, resultOf } from '../../model/index.ts';
import { simulation } from '../../runtimes/simulation/index.ts';
import { replayRepro } from '../../shrink/replay-repro.ts';
import { type Command, defineCommand, jsonOption } from '../command.ts';
import { configOption, withConfig } from '../config.ts';
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import type { Output } from '../output.ts';

export const replay: Command = defineCommand({
	usage: 'replay <run>',
	description: 'Run a simulation or a repro.json again, bit for bit, and compare',
	positionals: { run: { type: 'string', demandOption: true, describe: "A run's folder, or what `shrink` wrote" } },
	options: { ...jsonOption, ...configOption },
	examples: [
		['$0 replay runs/latest', 'the newest run once more'],
		['$0 replay repros/stale-read.json', 'is it still wrong?'],
	],
	async run(args, { registry: builtIn, output }) {
		const { registry } = await withConfig(builtIn, args.config ?? configOf(args.run));
		if (isFile(args.run)) return replayOfRepro(args.run, registry, args.json, output);
		const { recorded, replayed, identical, difference } = await interruptible(output.note, (signal) =>
			replayRun(args.run, { registry, runtime: simulation, versions, signal }),
		);
		const { valid, traceHash } = replayed.verdict;
		if (args.json) {
			output.json({ identical, difference, valid, traceHash, recordedTraceHash: recorded.verdict.traceHash });
		}
		if (!identical) {
			output.note(`The run did not repeat itself. ${difference}`);
			return exitCodes.failed;
		}
		output.line(registry.reports.terminal(replayed, { color: output.color }));
		output.line(`Identical: ${replayed.history.length} events, trace hash ${traceHash}`);
		return exitCodeOf(valid);
	},
});

/** The config that the run was made with, where its call named one. */
function configOf(run: string): string | undefined {
	return isFile(run) ? undefined : loadTest(run).options.config;
}

function isFile(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** A repro that is a regression test: it exits with 0 once the failure is gone. */
async function replayOfRepro(file: string, registry: Registry, json: boolean, output: Output): Promise<ExitCode> {
	const { repro, run, reproduced, identical } = await interruptible(output.note, (signal) =>
		replayRepro(file, { registry, versions, signal }),
	);
	const { valid, traceHash, story = [] } = run.verdict;
	if (json) output.json({ reproduced, identical, valid, traceHash, recordedTraceHash: repro.traceHash, story });
	const { type, checker } = repro.found;
	if (!reproduced) {
		output.line(`Not reproduced: ${checker} does not find \`${type}\` any more, and says ${resultOf(valid)}.`);
		return exitCodeOf(valid);
	}
	for (const step of story) output.line(`  ${tellStep(step)}`);
	output.line();
	output.line(
		identical
			? `Reproduced: ${type}, identical event by event, trace hash ${traceHash}`
			: `Reproduced: ${type}; the system has changed since the file was written, for its trace hash was ${repro.traceHash} and is ${traceHash}`,
	);
	return exitCodes.invalid;
}
