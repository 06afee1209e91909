import { cpSync, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Journal } from '../../campaign/journal.ts';
import { checkMergeable, mergeRecords } from '../../campaign/merge.ts';
import { type CampaignRecord, readRecord } from '../../campaign/read-record.ts';
import { type CampaignRun, type CampaignSummary, UsageError } from '../../model/index.ts';
import { processSpace } from '../../runtimes/real/process-identity.ts';
import { endCampaign } from '../campaign-end.ts';
import { chooseReporters } from '../campaign-reporters.ts';
import { type Command, defineCommand, flag, jsonOption, text, textWithDefault } from '../command.ts';
import type { Output } from '../output.ts';
import { parseList } from '../parse.ts';

export const mergeReports: Command = defineCommand({
	usage: 'merge-reports <dirs..>',
	description: 'Join the blobs of the shards of a campaign, and report them as one',
	positionals: {
		dirs: { type: 'string', array: true, demandOption: true, describe: 'Folders with blobs, or blobs themselves' },
	},
	options: {
		reporter: text('list, html, json, junit, github [default: list]'),
		out: textWithDefault('runs', "Where reports go, and the folders of the shards' failing runs"),
		debug: flag('Show the stack of an error'),
		...jsonOption,
	},
	examples: [['$0 merge-reports shards --out merged --reporter list,html,junit', 'after a campaign in several jobs']],
	async run(args, { registry, output }) {
		const [first, ...others] = args.dirs.flatMap(blobsIn).map(readRecord) as [CampaignRecord, ...CampaignRecord[]];
		checkMergeable([first, ...others]);
		const moved = (record: CampaignRecord): CampaignRecord => withFolders(record, args.out, output);
		const { header, summary } = mergeRecords([moved(first), ...others.map(moved)]);
		const names = args.reporter === undefined ? [] : parseList('--reporter', args.reporter);
		const reporters = chooseReporters(names, args.out, registry, output);
		keepJournal(args.out, header, summary);
		for (const reporter of reporters)
			reporter.onBegin?.({ runs: summary.runs.length, jobs: 1, budgetMs: null, header });
		for (const run of summary.runs) for (const reporter of reporters) reporter.onRunEnd?.(run);
		return endCampaign(summary, { reporters, registry, output, json: args.json, debug: args.debug });
	},
});

/** A file itself; of a folder every blob in it or below it, since CI servers put each job's files into a folder of its own. */
function blobsIn(path: string): readonly string[] {
	if (!existsSync(path)) throw new UsageError(`Expected a folder with blobs, got \`${path}\`: there is none`);
	if (!statSync(path).isDirectory()) return [path];
	const found = readdirSync(path, { recursive: true, encoding: 'utf8' })
		.filter((name) => /^blob(-\d+-of-\d+)?\.jsonl$/.test(basename(name)))
		.map((name) => join(path, name))
		.sort();
	if (found.length > 0) return found;
	throw new UsageError(
		`Expected blobs in \`${path}\`, found none: \`faultline campaign --shard 1/3 --reporter blob\` writes them`,
	);
}

/** The folders of failing runs lie beside their blob, wherever that was brought; they go to where the reports go. */
function withFolders(record: CampaignRecord, out: string, output: Output): CampaignRecord {
	return { ...record, runs: record.runs.map((run) => withFolder(run, dirname(record.file), out, output)) };
}

function withFolder(run: CampaignRun, from: string, out: string, output: Output): CampaignRun {
	const { directory } = run;
	if (directory === null) return run;
	const name = directory.split(/[\\/]/).at(-1) as string;
	const [there, here] = [resolve(from, name), resolve(out, name)];
	if (!existsSync(there)) {
		output.note(`The folder ${name} is not beside its blob in ${from}: reports refer to where it was.`);
		return run;
	}
	if (there !== here) cpSync(there, here, { recursive: true });
	return { ...run, directory: here, text: run.text?.replaceAll(directory, here) ?? null };
}

/** So that `--last-failed --out` works on what was merged. */
function keepJournal(out: string, header: Parameters<typeof Journal.begin>[1], summary: CampaignSummary): void {
	const journal = Journal.begin(out, header, { space: processSpace(), pid: process.pid, startedAt: '' });
	for (const run of summary.runs) journal.append(run, summary.millis);
	journal.end(summary.millis);
	journal.close();
}
