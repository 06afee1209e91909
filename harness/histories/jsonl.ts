import { type EventType, History, HistoryError, type HistoryEvent, type JsonValue } from '../model/index.ts';
import { parseExactJson } from './exact-json.ts';
import { HistoryFileError } from './history-file-error.ts';

const types: readonly JsonValue[] = ['invoke', 'ok', 'fail', 'info'];

/** An event as a line of `history.jsonl`, without the line's end. */
export function formatEvent(event: HistoryEvent): string {
	const { index, time, process, type, f, key, value, error } = event;
	return JSON.stringify({ index, time, process, type, f, key, value, error });
}

/** Our own `history.jsonl`: one event a line, numbered from 0. */
export function readJsonl(text: string, file: string): History {
	const history = new History();
	const lines = text.split('\n');
	if (lines.at(-1) === '') lines.pop();
	for (const [index, line] of lines.entries()) {
		try {
			history.append(eventOf(line, index));
		} catch (cause) {
			throw fileError(cause, file, index + 1, line);
		}
	}
	return history;
}

/** Says what is wrong with a line; its place is added by who knows it. */
class LineError extends Error {}

function fileError(cause: unknown, file: string, line: number, found: string): unknown {
	if (cause instanceof LineError)
		return new HistoryFileError({ file, line, expected: cause.message, found }, { cause });
	if (!(cause instanceof HistoryError)) return cause;
	return new HistoryFileError(
		{ file, line, expected: 'an event that follows the rules of a history', found: cause.message },
		{ cause },
	);
}

function eventOf(line: string, position: number): Omit<HistoryEvent, 'index'> {
	const { index, time, process, type, f, key, value = null, error } = objectOf(line);
	if (index !== position) throw new LineError(`"index" to be ${position}: a line is missing, or one too many`);
	if (typeof time !== 'number') throw new LineError('"time", a number of nanoseconds');
	if (!Number.isSafeInteger(process)) throw new LineError('"process", a whole number');
	if (!types.includes(type as JsonValue)) throw new LineError('"type" invoke, ok, fail or info');
	if (typeof f !== 'string') throw new LineError('"f", the name of the function');
	if (error !== undefined && typeof error !== 'string') throw new LineError('"error" to be text');
	return {
		time,
		process: process as number,
		type: type as EventType,
		f,
		value,
		...(key !== undefined && { key }),
		...(error !== undefined && { error }),
	};
}

function objectOf(line: string): { readonly [field: string]: JsonValue | undefined } {
	let value: JsonValue;
	try {
		value = parseExactJson(line);
	} catch (error) {
		throw new LineError(`one JSON object in the line (${(error as Error).message})`);
	}
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
		return value as { readonly [field: string]: JsonValue };
	}
	throw new LineError('one JSON object in the line');
}
