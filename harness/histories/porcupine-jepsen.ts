import type { EventType, History, JsonValue } from '../model/index.ts';
import { EdnError, EdnReader } from './edn-reader.ts';
import { type ForeignEvent, toHistory } from './foreign-history.ts';
import { HistoryFileError } from './history-file-error.ts';

const line = /^INFO\s+jepsen\.util - (\d+|:\S+)\s+:(invoke|ok|fail|info)\s+:(\S+)\s+(.*)$/;

/** Jepsen's own log lines, as Porcupine keeps them: `INFO  jepsen.util - 4 :invoke :write 3`. */
export function readPorcupineJepsen(text: string, file: string): History {
	const events: ForeignEvent[] = [];
	for (const [index, found] of text.split('\n').entries()) {
		if (found.trim() !== '') events.push(eventOf(found.trimEnd(), file, index + 1));
	}
	return toHistory(file, events);
}

function eventOf(found: string, file: string, number: number): ForeignEvent {
	const expected = 'a line like `INFO  jepsen.util - 4 :invoke :write 3`';
	const [, process, type, f, rest] = line.exec(found) ?? [];
	if (process === undefined || rest === undefined) throw new HistoryFileError({ file, line: number, expected, found });
	const value = parseValue(rest, file, number);
	return {
		line: number,
		process: process.startsWith(':') ? process : Number(process),
		type: type as EventType,
		f: f as string,
		...(type === 'info' ? { value: null, error: String(value) } : { value }),
	};
}

function parseValue(text: string, file: string, number: number): JsonValue {
	try {
		const reader = new EdnReader(text);
		const value = reader.read();
		if (reader.peek() !== '') throw new EdnError(number, 'one value at the end of the line', text);
		return value;
	} catch (cause) {
		if (!(cause instanceof EdnError)) throw cause;
		throw new HistoryFileError({ file, line: number, expected: cause.expected, found: cause.found }, { cause });
	}
}
