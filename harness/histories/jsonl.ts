import { EventColumns } from '../model/event-columns.ts';
import { eventTypes, History, HistoryError, type HistoryEvent, type JsonValue } from '../model/index.ts';
import { END } from './text/byte-reader.ts';
import type { ByteSource } from './text/byte-source.ts';
import { JsonReader } from './text/json-reader.ts';
import { MalformedText } from './text/malformed-text.ts';

const NEWLINE = 0x0a;
const OPEN_OBJECT = 0x7b;

/** An event as a line of `history.jsonl`, without the line's end. */
export function formatEvent(event: HistoryEvent): string {
	const { index, time, process, type, f, key, value, error } = event;
	return JSON.stringify({ index, time, process, type, f, key, value, error });
}

/** Our own `history.jsonl`: one event a line, numbered from 0. Throws a `MalformedText`. */
export function readJsonl(source: ByteSource): History {
	const columns = new EventColumns();
	const lines = new JsonLines(source);
	while (lines.peek() !== END) lines.readEvent(columns);
	try {
		return History.adopt(columns);
	} catch (cause) {
		if (!(cause instanceof HistoryError)) throw cause;
		const place = { line: cause.index + 1, column: 1 };
		throw new MalformedText(place, 'an event that follows the rules of a history', cause.message);
	}
}

/** Fields of an event, each with its bit among those that a line has named already. Others are passed over. */
const bits: ReadonlyMap<string, number> = new Map(
	['index', 'time', 'process', 'type', 'f', 'key', 'value', 'error'].map((name, position) => [name, 1 << position]),
);
const required = ['index', 'time', 'process', 'type', 'f'];
const requiredBits = required.reduce((all, name) => all | (bits.get(name) as number), 0);

/**
 * The fields of one line after the other. They are kept here until the line is over, since they may come in any order; an
 * object for each of a million lines would cost more than all else.
 */
class JsonLines {
	readonly #reader: JsonReader;
	#index = 0;
	#named = 0;
	#time = 0;
	#process = 0;
	#type = 0;
	#f = '';
	#key: JsonValue = null;
	#value: JsonValue = null;
	#error: string | undefined;
	readonly #visit = (name: string, value: JsonValue): void => this.#setField(name, value);

	constructor(source: ByteSource) {
		this.#reader = new JsonReader(source, { isOneLine: true });
	}

	peek(): number {
		return this.#reader.peek();
	}

	readEvent(columns: EventColumns): void {
		const reader = this.#reader;
		if (reader.peek() !== OPEN_OBJECT) throw reader.malformed('one JSON object in the line');
		this.#named = 0;
		this.#key = null;
		this.#value = null;
		this.#error = undefined;
		reader.readFields(this.#visit);
		if ((this.#named & requiredBits) !== requiredBits) throw this.#incomplete();
		if (!reader.take(NEWLINE) && reader.peek() !== END) throw reader.malformed('one JSON object in the line');
		const functionId = columns.functionId(this.#f);
		columns.add(this.#time, this.#process, this.#type, functionId, this.#key, this.#value, this.#error);
		this.#index++;
	}

	#setField(name: string, value: JsonValue): void {
		const bit = bits.get(name);
		if (bit === undefined) return;
		if ((this.#named & bit) !== 0) throw this.#wrong(`a line that names "${name}" once`, value);
		this.#named |= bit;
		switch (name) {
			case 'index':
				if (value === this.#index) break;
				throw this.#wrong(`"index" to be ${this.#index}: a line is missing, or one too many`, value);
			case 'time':
				if (typeof value !== 'number') throw this.#wrong('"time", a number of nanoseconds', value);
				this.#time = value;
				break;
			case 'process':
				if (!Number.isSafeInteger(value)) throw this.#wrong('"process", a whole number', value);
				this.#process = value as number;
				break;
			case 'type':
				this.#type = (eventTypes as readonly JsonValue[]).indexOf(value);
				if (this.#type === -1) throw this.#wrong('"type" invoke, ok, fail or info', value);
				break;
			case 'f':
				if (typeof value !== 'string') throw this.#wrong('"f", the name of the function', value);
				this.#f = value;
				break;
			case 'key':
				this.#key = value;
				break;
			case 'value':
				this.#value = value;
				break;
			case 'error':
				if (typeof value !== 'string') throw this.#wrong('"error" to be text', value);
				this.#error = value;
		}
	}

	#incomplete(): MalformedText {
		const missing = required.find((name) => ((bits.get(name) as number) & this.#named) === 0);
		return this.#reader.malformed(`"${missing}" in the line`, 'none');
	}

	#wrong(expected: string, value: JsonValue): MalformedText {
		return new MalformedText(this.#reader.valuePlace, expected, JSON.stringify(value));
	}
}
