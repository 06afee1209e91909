/**
 * Writes the tables of the scorecard into README.md and docs/robustness.md, between their marks, from a scorecard.json that
 * `npx faultline bench` has written.
 *
 *     npx faultline bench && npx tsx scripts/scorecard-tables.ts runs/scorecard.json
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FigureName, Scorecard, ScorecardRow } from '../harness/model/index.ts';
import { readScorecard } from '../harness/robustness/read-scorecard.ts';
import { figureText, intervalText } from '../reports/scorecard/figure-text.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const [file = ''] = process.argv.slice(2);
const scorecard = readScorecard(readFileSync(file, 'utf8'), file);

replace('README.md', 'availability', byFault(scorecard, 'windowsAvailable', 'recovery'));
replace('docs/robustness.md', 'availability', byFault(scorecard, 'windowsAvailable', 'recovery'));
replace('docs/robustness.md', 'new-primary', byFault(scorecard, 'newPrimary'));
replace('docs/robustness.md', 'cost', costs(scorecard));

/** A line for each fault, a column for each system that has the first of the figures. */
function byFault({ rows }: Scorecard, ...names: readonly [FigureName, ...FigureName[]]): string {
	const told = rows.filter(({ figures }) => figures[names[0]] !== undefined);
	const systems = unique(told.map(({ system }) => system));
	const lines = unique(told.map(({ fault }) => fault)).map((fault) => {
		const cells = systems.map((system) => rows.find((row) => row.system === system && row.fault === fault));
		return [`\`${fault}\``, ...cells.map((row) => cell(row, names))];
	});
	return table(['fault', ...systems.map((system) => `\`${system}\``)], lines);
}

/** Of a healthy cluster: a line for each system. */
function costs({ rows }: Scorecard): string {
	const names = [
		'throughputDuring',
		'latencyP50During',
		'latencyP99During',
		'messagesPerOperation',
		'syncsPerOperation',
	] as const;
	const lines = rows
		.filter(({ fault }) => fault === 'none')
		.map((row) => [`\`${row.system}\``, ...names.map((name) => cell(row, [name]))]);
	return table(['system', 'throughput', 'p50', 'p99', 'messages an operation', 'syncs an operation'], lines);
}

/** Medians; and of a single figure the interval, where it is one. */
function cell(row: ScorecardRow | undefined, names: readonly FigureName[]): string {
	const texts = names.flatMap((name) => {
		const figure = row?.figures[name];
		if (figure === undefined) return [];
		const interval = names.length === 1 && figure.low !== figure.high ? ` (${intervalText(name, figure)})` : '';
		return [figureText(name, figure) + interval];
	});
	return texts.join(', ') || '–';
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
	return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function unique<T>(values: readonly T[]): readonly T[] {
	return [...new Set(values)];
}

function replace(name: string, mark: string, text: string): void {
	const path = join(root, name);
	const before = readFileSync(path, 'utf8');
	const block = new RegExp(`(<!-- scorecard: ${mark}[^>]*-->\n)[^]*?(<!-- end of scorecard -->)`);
	if (!block.test(before)) throw new Error(`Expected a mark <!-- scorecard: ${mark} --> in ${name}`);
	writeFileSync(
		path,
		before.replace(block, (_, begin: string, end: string) => `${begin}\n${text}\n\n${end}`),
	);
}
