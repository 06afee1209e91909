import { type EventType, History, HistoryError, type JsonValue } from '../model/index.ts';
import { HistoryFileError } from './history-file-error.ts';

/** A line of a history that another tool recorded. */
export interface ForeignEvent {
	/** Absent where a format has no lines. */
	readonly line?: number;
	/** A whole number for a client; anything else for a nemesis. */
	readonly process: JsonValue;
	readonly type: EventType;
	readonly f: string;
	readonly key?: JsonValue;
	readonly value: JsonValue;
	/** Nanoseconds; absent where the tool did not record any. */
	readonly time?: number;
	readonly error?: string;
}

/**
 * The history of another tool, as ours. What a nemesis did is left out. A process that goes on after an `info` gets a
 * fresh number for what follows, since with us it is retired; nothing else is changed.
 */
export function toHistory(file: string, events: readonly ForeignEvent[]): History {
	if (events.length === 0) {
		throw new HistoryFileError({ file, expected: 'a history with at least one event', found: 'none' });
	}
	const history = new History();
	const clients = events.filter(({ process }) => Number.isSafeInteger(process));
	let fresh = clients.reduce((most, { process }) => Math.max(most, process as number), -1) + 1;
	const numbers = new Map<number, number>();
	for (const { line, process, type, f, key, value, time = 0, error } of clients) {
		const original = process as number;
		const event = { time, process: numbers.get(original) ?? original, type, f, value };
		const full = { ...event, ...(key !== undefined && { key }), ...(error !== undefined && { error }) };
		try {
			history.append(full);
		} catch (cause) {
			if (!(cause instanceof HistoryError)) throw cause;
			throw new HistoryFileError(
				{
					file,
					expected: 'a history that follows the rules',
					found: cause.message,
					...(line !== undefined && { line }),
				},
				{ cause },
			);
		}
		if (type === 'info') numbers.set(original, fresh++);
	}
	return history;
}

/**
 * Splits values of the form `[key value]`, as Jepsen's independent workloads record them. A history is taken for one of
 * those when every invocation's value is a pair whose first item is no list, and some second item is nil or a list: so is
 * no register's, whose reads begin with nil and whose writes with a plain value.
 */
export function splitIndependentKeys(events: readonly ForeignEvent[]): readonly ForeignEvent[] {
	const clients = events.filter(({ process }) => Number.isSafeInteger(process));
	const invocations = clients.filter(({ type }) => type === 'invoke');
	const isKeyed =
		invocations.every(
			({ value, f, key }) => f !== 'txn' && key === undefined && isPair(value) && !Array.isArray(value[0]),
		) && invocations.some(({ value }) => isPair(value) && (value[1] === null || Array.isArray(value[1])));
	if (!isKeyed) return events;
	const open = new Map<JsonValue, JsonValue>();
	return clients.map((event) => {
		const { value, process, type } = event;
		if (type === 'invoke') open.set(process, (value as JsonValue[])[0] as JsonValue);
		const key = open.get(process) ?? null;
		// A completion may say less than its invocation: a time-out records no pair.
		return isPair(value) ? { ...event, key, value: value[1] as JsonValue } : { ...event, key, value: null };
	});
}

function isPair(value: JsonValue): value is readonly [JsonValue, JsonValue] {
	return Array.isArray(value) && value.length === 2;
}
