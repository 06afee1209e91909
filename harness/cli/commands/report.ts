import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { loadRun } from '../../controller/load-run.ts';
import { versions } from '../../controller/versions.ts';
import { type ShrunkRun, UsageError } from '../../model/index.ts';
import { readRepro } from '../../shrink/repro.ts';
import { type Command, defineCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { writeFileOf } from '../write-file.ts';

export const report: Command = defineCommand({
	usage: 'report <run>',
	description: 'Write the HTML report of a run again',
	positionals: { run: { type: 'string', demandOption: true, describe: "A run's folder" } },
	options: {},
	examples: [['$0 report runs/latest', 'the newest run']],
	async run(args, { registry, output }) {
		const path = join(args.run, 'report.html');
		const run = loadRun(args.run);
		const shrunk = shrunkBeside(args.run, output);
		writeFileOf('the report', path, registry.reports.html({ ...run, ...(shrunk && { shrunk }) }));
		output.line(path);
		return exitCodes.valid;
	},
});

/** What `shrink` has put into the run's folder. A file that is of no use is no reason to have no report. */
function shrunkBeside(folder: string, output: Output): ShrunkRun | undefined {
	const file = join(realpathSync(folder), 'repro.json');
	if (!existsSync(file)) return undefined;
	try {
		return { story: readRepro(file, versions.faultline).story, file };
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		output.note(`The report tells no story: ${error.message}`);
		return undefined;
	}
}
