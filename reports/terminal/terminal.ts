import { Chalk, type ChalkInstance } from 'chalk';
import {
	type Anomaly,
	type CheckerResult,
	type RunRecord,
	replayCommand,
	type TestOptions,
} from '../../harness/model/index.ts';
import { explainAnomaly } from '../anomalies.ts';
import { explainVerdict, verdictWord } from '../explain.ts';
import { formatDuration, formatSeconds } from '../format.ts';
import { escapeControl, formatValue, legible, operationLabel } from '../operation-label.ts';
import { sizeOf } from '../smallest-first.ts';
import { type Witness, witnessOf } from '../witness.ts';
import { asciiHistory } from './ascii-history.ts';

/** The terminal that a run is described for. */
export interface TerminalOptions {
	readonly color: boolean;
	/** Columns of the terminal; 100 when nobody says. */
	readonly width?: number;
}

/** Of a bigger witness a terminal shows the first operations and refers to the report. */
const operationsMax = 60;
/** Of a longer text a terminal shows so many characters. */
const textMax = 1_000;
/** Of other kinds of anomalies a terminal names so many. */
const otherKindsMax = 6;

/** The end of a run: the verdict; then, of a failure, the smallest witness and what it means; at last how to replay it. */
export function terminal(run: RunRecord, { color, width = 100 }: TerminalOptions): string {
	const chalk = new Chalk({ level: color ? 1 : 0 });
	return [
		headline(run, chalk),
		...wrap(explainVerdict(run), width),
		'',
		...checkerLines(run, chalk),
		...remarkLines(run, width),
		...witnessLines(run, chalk, width),
		'',
		...footer(run, chalk),
	].join('\n');
}

function headline({ options, verdict, source }: RunRecord, chalk: ChalkInstance): string {
	const word = verdictWord(verdict.valid);
	const paint = { valid: chalk.green, invalid: chalk.red, unknown: chalk.yellow }[word];
	const words = source === undefined ? wordsOf(options) : [source.file, source.model];
	return `${paint.bold(word.toUpperCase())}  ${chalk.dim(escapeControl(words.join(' · ')))}`;
}

function wordsOf({ system, workload, runtime, nemeses, schedule, mutant }: TestOptions): string[] {
	const breaking = schedule === undefined ? nemeses : [...nemeses, 'a schedule'];
	const words = [system, workload, runtime, breaking.join(',') || 'no nemesis'];
	return mutant === null ? words : [...words, `mutant ${mutant}`];
}

function checkerLines({ verdict }: RunRecord, chalk: ChalkInstance): string[] {
	const { ok, fail, info } = verdict.operations;
	const results = Object.entries(verdict.checkers).map(([name, result]) => [escapeControl(name), result] as const);
	const nameLength = Math.max(...['operations', ...results.map(([name]) => name)].map(({ length }) => length));
	return [
		`  ${'operations'.padEnd(nameLength)}  ${ok} ok, ${fail} fail, ${info} info`,
		...(verdict.nemesesWithoutTarget ?? []).map((name) => chalk.yellow(`  ${name} never saw a leader to strike`)),
		...results.map(([name, result]) => `  ${name.padEnd(nameLength)}  ${checkerWords(result, chalk)}`),
	];
}

function checkerWords({ valid, anomalies, millis, reason }: CheckerResult, chalk: ChalkInstance): string {
	const what = {
		valid: chalk.green('valid'),
		invalid: chalk.red(`invalid: ${anomalies.length} ${anomalies.length === 1 ? 'anomaly' : 'anomalies'}`),
		unknown: chalk.yellow(`unknown${reason === undefined ? '' : `: ${brief(reason)}`}`),
	}[verdictWord(valid)];
	// What is watched while the cluster runs takes no time afterwards.
	return millis === 0 ? what : `${what} ${chalk.dim(`(checked in ${formatDuration(millis * 1e6)})`)}`;
}

/** What a checker adds to its answer. */
function remarkLines({ verdict }: RunRecord, width: number): string[] {
	const remarks = Object.values(verdict.checkers).flatMap(({ remark }) => (remark === undefined ? [] : [remark]));
	return remarks.length === 0 ? [] : ['', ...remarks.flatMap((remark) => wrap(brief(remark), width))];
}

function witnessLines(run: RunRecord, chalk: ChalkInstance, width: number): string[] {
	const found = smallestAnomaly(run);
	if (found === undefined) return [];
	const { anomaly, checker, others } = found;
	const witness = witnessOf(anomaly, run.history);
	const explanation = explainAnomaly(anomaly);
	return [
		'',
		`${chalk.bold(escapeControl(anomaly.type))} ${chalk.dim(`found by ${escapeControl(checker)}`)}`,
		...anomaly.message.split('\n').flatMap((line) => wrap(brief(line), width)),
		...(witness.operations.length === 0 ? [] : ['', ...pictureLines(witness, chalk, width)]),
		...(explanation === undefined ? [] : ['', ...wrap(`What it means: ${explanation}`, width)]),
		...otherLines(others, checker, chalk, width),
	];
}

/** The anomaly that is proved by the fewest operations; one without operations only when there is no other. */
function smallestAnomaly({ verdict }: RunRecord) {
	const all = Object.entries(verdict.checkers).flatMap(([checker, result]) =>
		result.anomalies.map((anomaly) => ({ checker, anomaly })),
	);
	const smallest = all.reduce<(typeof all)[number] | undefined>(
		(best, next) => (best === undefined || sizeOf(next.anomaly) < sizeOf(best.anomaly) ? next : best),
		undefined,
	);
	return smallest && { ...smallest, others: all.filter((one) => one !== smallest) };
}

interface Found {
	readonly checker: string;
	readonly anomaly: Anomaly;
}

/** Whatever else was found: a line for each other checker that accuses, and how many anomalies there are in all. */
function otherLines(others: readonly Found[], checker: string, chalk: ChalkInstance, width: number): string[] {
	if (others.length === 0) return [];
	const elsewhere = new Map(others.filter((other) => other.checker !== checker).map((one) => [kindOf(one), one]));
	const lines = [...elsewhere.values()].slice(0, otherKindsMax).flatMap((other) => {
		const [message = ''] = other.anomaly.message.split('\n');
		return wrap(brief(`Also ${kindOf(other)}: ${message}`), width);
	});
	return [...(lines.length === 0 ? [] : ['', ...lines]), chalk.dim(`${others.length} more in the report.`)];
}

function kindOf({ checker, anomaly }: Found): string {
	return `${anomaly.type} (${checker})`;
}

function pictureLines(witness: Witness, chalk: ChalkInstance, width: number): string[] {
	const shown = witness.operations.slice(0, operationsMax);
	const hidden = witness.operations.length - shown.length;
	const picture = asciiHistory(shown, { width: width - 2, highlighted: failingOf(witness), paint: chalk.red });
	return [
		chalk.dim(`  ${describeWindow(witness)}`),
		...picture.split('\n').map((line) => `  ${line}`),
		...(hidden > 0 ? [chalk.dim(`  … and ${hidden} more operations: see the report`)] : []),
		...failingLines(witness, chalk),
	];
}

function describeWindow({ operations, key, model, before }: Witness): string {
	const times = operations.flatMap(({ invokedAt, completedAt }) => [invokedAt, completedAt]).filter(Number.isFinite);
	const words = [
		`${formatSeconds(Math.min(...times))} to ${formatSeconds(Math.max(...times))}`,
		...(key === undefined ? [] : [`key ${brief(formatValue(key))}`]),
		...(model === undefined ? [] : [`model ${brief(model)}`]),
		...(before.length === 0 ? [] : [`before: ${someOf(before.map(({ state }) => state))}`]),
		'left to right is order, not duration',
	];
	return words.join(' · ');
}

function failingOf({ failing }: Witness): ReadonlySet<number> {
	return new Set(failing === undefined ? [] : [failing]);
}

/** The operation that is drawn with `=`, and what it clashes with. */
function failingLines({ operations, failing, states }: Witness, chalk: ChalkInstance): string[] {
	const operation = operations.find(({ invoked }) => invoked === failing);
	if (operation === undefined) return [];
	const possible =
		states.length === 0 ? '' : `; possible ${states.length === 1 ? 'state' : 'states'} then: ${someOf(states)}`;
	return [
		chalk.red(`  === ${operationLabel(operation)} by process ${operation.process} fits into no order${possible}`),
	];
}

function someOf(states: readonly string[], shownMax = 8): string {
	const shown = states.slice(0, shownMax).map(brief).join(' or ');
	return states.length > shownMax ? `${shown} or ${states.length - shownMax} others` : shown;
}

function footer(run: RunRecord, chalk: ChalkInstance): string[] {
	if (run.source !== undefined) return [`again   ${chalk.cyan(escapeControl(run.source.command))}`];
	const { traceHash, seed } = run.verdict;
	const lines = [
		`seed    ${seed}${traceHash === null ? '' : chalk.dim(`  trace ${escapeControl(traceHash)}`)}`,
		`replay  ${chalk.cyan(escapeControl(replayCommand(run.options)))}`,
	];
	if (run.directory !== undefined) lines.push(`report  ${escapeControl(`${run.directory}/report.html`)}`);
	return lines;
}

/** What a node or a client had a part in is as long as they like; the report has more of it. */
function brief(text: string): string {
	return legible(text, textMax);
}

/** Breaks a text between words; a word that is longer than a line stays whole. */
function wrap(text: string, width: number): string[] {
	const lines: string[] = [];
	for (const word of text.split(' ')) {
		const last = lines.at(-1);
		if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
		else lines.push(word);
	}
	return lines;
}
