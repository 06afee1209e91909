import { replay as replayRun } from '../../controller/replay.ts';
import { versions } from '../../controller/versions.ts';
import { simulation } from '../../runtimes/simulation/index.ts';
import { type Command, defineCommand, jsonOption } from '../command.ts';
import { configOption, withConfig } from '../config.ts';
import { exitCodeOf, exitCodes } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';

export const replay: Command = defineCommand({
	usage: 'replay <run>',
	description: 'Run a simulation again bit for bit and compare trace hash and history',
	positionals: { run: { type: 'string', demandOption: true, describe: "A run's folder" } },
	options: { ...jsonOption, ...configOption },
	examples: [['$0 replay runs/latest', 'the newest run once more']],
	async run(args, { registry: builtIn, output }) {
		const { registry } = await withConfig(builtIn, args.config);
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
