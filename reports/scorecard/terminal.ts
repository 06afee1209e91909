import { Chalk } from 'chalk';
import type { FigureName, Scorecard, ScorecardRow } from '../../harness/model/index.ts';
import { escapeControl } from '../operation-label.ts';
import { figureText } from './figure-text.ts';

/** What fits beside each other; the page and the JSON have all. */
const columns: readonly (readonly [title: string, figure: FigureName])[] = [
	['available', 'windowsAvailable'],
	['recovers', 'recovery'],
	['new primary', 'newPrimary'],
	['p99 during', 'latencyP99During'],
	['throughput', 'throughputDuring'],
	['unknown', 'unknownOutcomes'],
];

/** A table for a terminal: a line for each system and fault. */
export function scorecardText({ rows }: Scorecard, { color }: { readonly color: boolean }): string {
	const chalk = new Chalk({ level: color ? 1 : 0 });
	const head = ['system', 'fault', ...columns.map(([title]) => title)];
	const cells = rows.map((row, i) => [
		row.system === rows[i - 1]?.system ? '' : row.system,
		row.fault,
		...figures(row),
	]);
	const widths = head.map((title, column) =>
		Math.max(title.length, ...cells.map((line) => (line[column] ?? '').length)),
	);
	const layOut = (line: readonly string[]): string =>
		line
			.map((text, column) => (column < 2 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)))
			.join('  ')
			.trimEnd();
	const lines = rows.map((row, i) => {
		const note = noteOf(row);
		const [system = '', fault = '', ...rest] = cells[i] as readonly string[];
		if (note === undefined) return layOut([system, fault, ...rest]);
		return `${layOut([system, fault])}  ${row.unsupported === undefined ? chalk.red(note) : chalk.dim(note)}`;
	});
	return [chalk.bold(layOut(head)), ...lines].map(escapeControl).join('\n');
}

function figures(row: ScorecardRow): readonly string[] {
	return columns.map(([, name]) => {
		const figure = row.figures[name];
		return figure === undefined ? '-' : figureText(name, figure);
	});
}

/** In place of figures. */
function noteOf({ unsupported, runs }: ScorecardRow): string | undefined {
	if (unsupported !== undefined) return unsupported;
	if (runs.invalid > 0) return `INVALID in ${runs.invalid} of ${runs.invalid + runs.valid + runs.unknown} runs`;
	return runs.valid === 0 ? 'UNKNOWN in every run' : undefined;
}
