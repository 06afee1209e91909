import { versions } from '../../controller/versions.ts';
import { type HistoryFormat, historyFormats, readHistory } from '../../histories/read-history.ts';
import {
	type CheckerResult,
	type History,
	type RunRecord,
	UsageError,
	type Validity,
	worst,
} from '../../model/index.ts';
import { chooseJudge, type Judge } from '../choose-judge.ts';
import {
	type Command,
	type CommandEnvironment,
	defineCommand,
	flag,
	jsonOption,
	text,
	textWithDefault,
} from '../command.ts';
import { type ExitCode, exitCodeOf, exitCodeOfError } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { parseChoice, parseDurationMs, parseMegabytes } from '../parse.ts';
import { printError } from '../print-error.ts';
import { writeFileOf } from '../write-file.ts';

export const check: Command = defineCommand({
	usage: 'check <files..>',
	description: 'Check histories that any tool recorded',
	positionals: { files: { type: 'string', array: true, demandOption: true, describe: 'History files' } },
	options: {
		model: text('What histories should behave like: `faultline list models`, or a module that exports a model'),
		options: text('Options of the model or its checker as JSON: `{"initial":0}`, `{"level":"serializable"}`'),
		algorithm: text('What decides linearizability: `polynomial`, `search`, or `auto` (the first where it can)'),
		format: textWithDefault('auto', historyFormats.join(', ')),
		timeout: textWithDefault('60s', 'After this the verdict is unknown'),
		memory: text('What one search for a linearization may take; if it wants more the verdict is unknown (1gb)'),
		html: text('Write a report of the history to this file'),
		debug: flag('Show the stack of an error'),
		...jsonOption,
	},
	examples: [
		['$0 check history.jsonl --model kv', 'a history of a key-value store'],
		['$0 check history.edn --model ./my-model.ts --timeout 5m', 'of Jepsen, against a model of your own'],
	],
	async run(args, environment) {
		if (args.html !== undefined && args.files.length > 1) {
			throw new UsageError(`Expected one history file with \`--html\`, got ${args.files.length}`);
		}
		const format = parseChoice('--format', args.format, historyFormats);
		const timeLimitMs = parseDurationMs('--timeout', args.timeout);
		const judge = withMemory(
			await chooseJudge(args.model, args.options, environment.registry, args.algorithm),
			args.memory,
		);
		const validities: Validity[] = [];
		let wrong: ExitCode | undefined;
		for (const file of args.files) {
			try {
				const checked = await checkFile(file, format, judge, timeLimitMs);
				validities.push(checked.result.valid);
				if (args.json) environment.output.json(summarize(checked));
				describe(checked, environment);
				if (args.html !== undefined) {
					writeFileOf('the report', args.html, environment.registry.reports.html(recordOf(checked)));
				}
			} catch (error) {
				// The other files are judged all the same.
				printError(error, args);
				wrong = exitCodeOfError(error);
			}
		}
		return wrong ?? exitCodeOf(worst(validities));
	},
});

/** Only the search for linearizations asks how much memory it may take. */
function withMemory(judge: Judge, memory: string | undefined): Judge {
	if (memory === undefined) return judge;
	const memoryLimitMb = parseMegabytes('--memory', memory);
	if (judge.checker.name !== 'linearizability') {
		throw new UsageError(
			`Expected no \`--memory\` with the model ${judge.model}: the checker ${judge.checker.name} has no such limit`,
		);
	}
	return { ...judge, options: { ...judge.options, memoryLimitMb }, words: `${judge.words} --memory ${memory}` };
}

interface CheckedFile {
	readonly file: string;
	readonly history: History;
	readonly result: CheckerResult;
	readonly readMillis: number;
	readonly timeLimitMs: number;
	readonly judge: Judge;
}

async function checkFile(file: string, format: HistoryFormat, judge: Judge, timeLimitMs: number): Promise<CheckedFile> {
	const startedAt = performance.now();
	const history = readHistory(file, format);
	const readMillis = Math.round(performance.now() - startedAt);
	const result = await judge.checker.check({ history, faults: [] }, { ...judge.options, timeLimitMs });
	return { file, history, result, readMillis, timeLimitMs, judge };
}

function summarize({ file, history, result, readMillis }: CheckedFile): object {
	const { valid, anomalies, millis } = result;
	return { file, valid, operations: countOperations(history), readMillis, millis: Math.round(millis), anomalies };
}

function describe(checked: CheckedFile, { output, registry }: CommandEnvironment): void {
	const { file, history, result } = checked;
	output.line(
		`${title(file, result.valid, output)}, ${countOperations(history)} operations, ${Math.round(result.millis)} ms`,
	);
	if (result.reason !== undefined) output.line(result.reason);
	if (result.valid !== true) output.line(registry.reports.terminal(recordOf(checked), { color: output.color }));
}

function title(file: string, valid: Validity, { chalk }: Output): string {
	if (valid === 'unknown') return `${file}: ${chalk.yellow('unknown')}`;
	return `${file}: ${valid ? chalk.green('valid') : chalk.red('invalid')}`;
}

function countOperations(history: History): number {
	const { ok, fail, info } = history.count();
	return ok + fail + info;
}

/** The history as if it were a run, for reports: nobody knows what system, faults and pace it came from. */
function recordOf({ file, history, result, timeLimitMs, judge }: CheckedFile): RunRecord {
	const common = { system: file, workload: judge.model, runtime: 'sim', nemeses: [], mutant: null } as const;
	return {
		options: {
			...common,
			nodeCount: 0,
			concurrency: 0,
			timeMs: 0,
			recoveryMs: 0,
			rate: 0,
			operationTimeoutMs: 0,
			checkTimeLimitMs: timeLimitMs,
			seed: '0',
		},
		versions,
		verdict: {
			...common,
			valid: result.valid,
			seed: 0,
			traceHash: null,
			operations: history.count(),
			checkers: { [judge.checker.name]: result },
			millis: Math.round(result.millis),
		},
		history,
		faults: [],
		source: {
			file,
			model: judge.model,
			command: `faultline check ${file} ${judge.words} --timeout ${timeLimitMs}ms`,
		},
	};
}
