import { join } from 'node:path';
import { loadRun } from '../../controller/load-run.ts';
import { type Command, defineCommand } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { writeFileOf } from '../write-file.ts';

export const report: Command = defineCommand({
	usage: 'report <run>',
	description: 'Write the HTML report of a run again',
	positionals: { run: { type: 'string', demandOption: true, describe: "A run's folder" } },
	options: {},
	examples: [['$0 report runs/latest', 'the newest run']],
	async run(args, { registry, output }) {
		const path = join(args.run, 'report.html');
		writeFileOf('the report', path, registry.reports.html(loadRun(args.run)));
		output.line(path);
		return exitCodes.valid;
	},
});
