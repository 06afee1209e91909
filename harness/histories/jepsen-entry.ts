import type { EventType, JsonValue } from '../model/index.ts';
import type { ForeignEvent } from './foreign-history.ts';
import { HistoryFileError } from './history-file-error.ts';

const types: readonly JsonValue[] = ['invoke', 'ok', 'fail', 'info'];

/** Where an entry stands, for errors: in a line, or as the n-th of a list. */
export interface EntryPlace {
	readonly file: string;
	readonly line?: number;
	/** What an entry is in this format, for errors: `an EDN map`. */
	readonly kind: string;
}

/** One operation of a Jepsen history, be it from EDN or from JSON. */
export function jepsenEntry(value: JsonValue, place: EntryPlace): ForeignEvent {
	const entry = untagged(value);
	if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
		throw problem(place, `${place.kind} with type, process, f and value`, JSON.stringify(value));
	}
	const { type, process, f, value: argument = null, time, error, key } = entry as { [field: string]: JsonValue };
	if (!types.includes(type as JsonValue)) throw problem(place, 'a type invoke, ok, fail or info', show(type));
	if (process === undefined) throw problem(place, 'a process', JSON.stringify(entry));
	if (!isProcess(process)) throw problem(place, 'a process that is a number, or a name for a nemesis', show(process));
	if (typeof f !== 'string') throw problem(place, 'a function f', show(f));
	if (time !== undefined && typeof time !== 'number') throw problem(place, 'a time in nanoseconds', show(time));
	return {
		...(place.line !== undefined && { line: place.line }),
		process,
		type: type as EventType,
		f,
		value: argument,
		...(key !== undefined && { key }),
		...(time !== undefined && { time }),
		...(error !== undefined && error !== null && { error: typeof error === 'string' ? error : JSON.stringify(error) }),
	};
}

function isProcess(process: JsonValue): boolean {
	return typeof process === 'string'
		? !/^-?\d+$/.test(process)
		: Number.isSafeInteger(process) && (process as number) >= 0;
}

/** Newer Jepsens print an operation as a tagged record: `#jepsen.history.Op{…}`. */
function untagged(value: JsonValue): JsonValue {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
	const names = Object.keys(value);
	const [name] = names;
	const isRecord = names.length === 1 && name !== undefined && /^#(jepsen\.history\.Op|knossos\.op\.\w+)$/.test(name);
	return isRecord ? ((value as { [field: string]: JsonValue })[name] as JsonValue) : value;
}

function problem({ file, line }: EntryPlace, expected: string, found: string): HistoryFileError {
	return new HistoryFileError({ file, expected, found, ...(line !== undefined && { line }) });
}

function show(value: JsonValue | undefined): string {
	return value === undefined ? 'none' : JSON.stringify(value);
}
