import type { Operation } from '../../harness/model/index.ts';
import { operationLabel } from '../operation-label.ts';

/** How a history is drawn with characters. */
export interface AsciiHistoryOptions {
	/** Columns that the picture may take; longer ones are folded. */
	readonly width?: number;
	/** Operations (by the index of their `invoke`) that are drawn with `=` instead of `-`. */
	readonly highlighted?: ReadonlySet<number>;
	/** Colours a highlighted bar. */
	readonly paint?: (bar: string) => string;
}

/** Where the bar of an operation begins and ends; an `info` has no end. */
interface Bar {
	readonly operation: Operation;
	readonly label: string;
	readonly start: number;
	readonly end: number;
}

const unpainted = (bar: string): string => bar;
const lengthsMax: readonly number[] = [60, 40, 30, 24, 18];
/** `|- label -|` */
const frameLength = 6;

/**
 * A part of a history as a picture, one row a process:
 *
 * ```
 * process 0  |- write x 1 -|
 * process 1     |--- write x 2 -----------------?
 * process 2                  |= read x → null =|
 * ```
 *
 * From left to right is the order of the invocations and completions, exactly, and not their distance in time: a bar ends
 * to the left of another's beginning if and only if that operation had completed before the other was invoked. An
 * operation of unknown outcome ends in `?` at the right edge, for it may take effect for ever.
 *
 * Labels that do not fit into the width become letters with a legend; a picture that is still too wide is folded.
 */
export function asciiHistory(operations: readonly Operation[], options: AsciiHistoryOptions = {}): string {
	if (operations.length === 0) return '(no operations)';
	const { width = 100 } = options;
	const gutter = Math.max(...operations.map(({ process }) => `process ${process}`.length)) + 2;
	const room = Math.max(width - gutter, 20);
	for (const lengthMax of lengthsMax) {
		const bars = layOut(operations, (operation) => operationLabel(operation, lengthMax));
		if (widthOf(bars) <= room) return draw(bars, gutter, room, options);
	}
	const names = new Map(operations.map((operation, index) => [operation, letters(index)]));
	const bars = layOut(operations, (operation) => names.get(operation) as string);
	const legend = bars.map(({ label, operation }) => `${' '.repeat(gutter)}${label}: ${operationLabel(operation)}`);
	return [draw(bars, gutter, room, options), ...legend].join('\n');
}

/** Walks over invocations and completions in their order and gives each the next column that leaves room for the labels. */
function layOut(operations: readonly Operation[], labelOf: (operation: Operation) => string): readonly Bar[] {
	const labels = new Map(operations.map((operation) => [operation, labelOf(operation)]));
	const spaceFor = (operation: Operation) => [...(labels.get(operation) as string)].length + frameLength - 1;
	const events = operations.flatMap((operation) => [
		{ operation, position: operation.invoked, begins: true },
		{ operation, position: operation.completed, begins: false },
	]);
	events.sort((a, b) => a.position - b.position || a.operation.invoked - b.operation.invoked);
	const starts = new Map<Operation, number>();
	const ends = new Map<Operation, number>();
	let column = -1;
	for (const { operation, position, begins } of events) {
		// A completion that never came is no event: it takes the right edge, below.
		if (position === Number.POSITIVE_INFINITY) continue;
		column = begins ? column + 1 : Math.max(column + 1, (starts.get(operation) as number) + spaceFor(operation));
		(begins ? starts : ends).set(operation, column);
	}
	const open = operations.filter((operation) => !ends.has(operation));
	const edge = Math.max(
		column + 1,
		...open.map((operation) => (starts.get(operation) as number) + spaceFor(operation)),
	);
	return operations.map((operation) => ({
		operation,
		label: labels.get(operation) as string,
		start: starts.get(operation) as number,
		end: ends.get(operation) ?? edge,
	}));
}

function widthOf(bars: readonly Bar[]): number {
	return Math.max(...bars.map(({ end }) => end)) + 1;
}

function draw(bars: readonly Bar[], gutter: number, room: number, options: AsciiHistoryOptions): string {
	const processes = [...new Set(bars.map(({ operation }) => operation.process))].sort((a, b) => a - b);
	const panels: string[] = [];
	for (let from = 0; from < widthOf(bars); from += room) {
		const rows = processes.map((process) => {
			const own = bars.filter(({ operation }) => operation.process === process);
			const row = drawRow(own, from, from + room, options);
			return row === '' ? '' : `process ${process}`.padEnd(gutter) + row;
		});
		panels.push(rows.filter((row) => row !== '').join('\n'));
	}
	return panels.join(`\n${' '.repeat(gutter)}…\n`);
}

/** The columns from `from` to `to` of one process, without trailing blanks. */
function drawRow(
	bars: readonly Bar[],
	from: number,
	to: number,
	{ highlighted = new Set(), paint = unpainted }: AsciiHistoryOptions,
): string {
	let row = '';
	let column = from;
	for (const bar of [...bars].sort((a, b) => a.start - b.start)) {
		const begin = Math.max(bar.start, from);
		if (begin >= to || bar.end < from) continue;
		const isHighlighted = highlighted.has(bar.operation.invoked);
		const text = [...drawBar(bar, isHighlighted ? '=' : '-')].slice(begin - bar.start, to - bar.start).join('');
		row += ' '.repeat(begin - column) + (isHighlighted ? paint(text) : text);
		column = begin + [...text].length;
	}
	return row;
}

function drawBar({ operation, label, start, end }: Bar, line: string): string {
	const blank = end - start - 1 - [...label].length - 2;
	const left = Math.floor(blank / 2);
	const close = operation.completed === Number.POSITIVE_INFINITY ? '?' : '|';
	return `|${line.repeat(left)} ${label} ${line.repeat(blank - left)}${close}`;
}

/** a, b, …, z, aa, ab, … */
function letters(index: number): string {
	const rest = Math.floor(index / 26);
	return (rest === 0 ? '' : letters(rest - 1)) + String.fromCharCode(97 + (index % 26));
}
