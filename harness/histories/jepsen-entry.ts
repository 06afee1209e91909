import type { EventType, JsonValue } from '../model/index.ts';
import { eventTypes } from '../model/index.ts';
import type { ForeignEvent } from './foreign-events.ts';
import { MalformedText, type Place } from './text/malformed-text.ts';

/** Fields that nearly every entry has, each with its bit. */
const fields: ReadonlyMap<string, number> = new Map(
	['type', 'process', 'f', 'key', 'value', 'time', 'error', 'index'].map((name, position) => [name, 1 << position]),
);

/** What hands over the fields of an entry one by one: a reader of EDN or of JSON. */
export interface FieldReader {
	readonly place: Place;
	/** Where the value stands that was handed over last. */
	readonly valuePlace: Place;
	readFields(visit: (name: string, value: JsonValue) => void): void;
}

/**
 * One operation of a Jepsen history after the other, be it in EDN or in JSON: a map with `type`, `process`, `f` and `value`.
 * Fields that say nothing about the operation (`index`, `node`, …) are passed over.
 *
 * Elle reads transactions by their `value` alone; an entry that is one and names no `f` is a `txn`.
 */
export class JepsenEntries {
	readonly #reader: FieldReader;
	/** One bit for each of `fields` that the entry has named. */
	#named = 0;
	readonly #others = new Set<string>();
	#type: EventType | undefined;
	#process: JsonValue | undefined;
	#f: string | undefined;
	#key: JsonValue | undefined;
	#value: JsonValue = null;
	#time: number | undefined;
	#error: string | undefined;
	readonly #visit = (name: string, value: JsonValue): void => this.#setField(name, value);

	constructor(reader: FieldReader) {
		this.#reader = reader;
	}

	/** The next entry. Throws a `MalformedText` when it is none. */
	read(): ForeignEvent {
		this.#clear();
		const { place } = this.#reader;
		this.#reader.readFields(this.#visit);
		if (this.#type === undefined) throw new MalformedText(place, 'a type invoke, ok, fail or info', 'none');
		return {
			place,
			type: this.#type,
			process: this.#process,
			f: this.#f ?? this.#functionOf(place),
			key: this.#key,
			value: this.#value,
			time: this.#time,
			error: this.#error,
		};
	}

	#clear(): void {
		this.#named = 0;
		if (this.#others.size > 0) this.#others.clear();
		this.#type = undefined;
		this.#process = undefined;
		this.#f = undefined;
		this.#key = undefined;
		this.#value = null;
		this.#time = undefined;
		this.#error = undefined;
	}

	#setField(name: string, value: JsonValue): void {
		this.#refuseTwice(name);
		switch (name) {
			case 'type':
				if (!(eventTypes as readonly JsonValue[]).includes(value)) {
					throw this.#wrong('a type invoke, ok, fail or info', JSON.stringify(value));
				}
				this.#type = value as EventType;
				break;
			case 'process':
				if (!isProcess(value)) {
					throw this.#wrong('a process that is a number, or a name for a nemesis', JSON.stringify(value));
				}
				this.#process = value;
				break;
			case 'f':
				if (typeof value !== 'string') throw this.#wrong('a function f', JSON.stringify(value));
				this.#f = value;
				break;
			case 'time':
				this.#time = timeOf(value);
				if (this.#time === undefined) throw this.#wrong('a time in nanoseconds', JSON.stringify(value));
				break;
			case 'value':
				this.#value = value;
				break;
			case 'key':
				this.#key = value;
				break;
			case 'error':
				if (value !== null) this.#error = typeof value === 'string' ? value : JSON.stringify(value);
		}
	}

	#refuseTwice(name: string): void {
		const bit = fields.get(name);
		const isThere = bit === undefined ? this.#others.has(name) : (this.#named & bit) !== 0;
		if (isThere) throw this.#wrong('a map with different keys', `${name} twice`);
		if (bit === undefined) this.#others.add(name);
		else this.#named |= bit;
	}

	#functionOf(place: Place): string {
		if (isTransaction(this.#value)) return 'txn';
		throw new MalformedText(place, 'a function f', 'none');
	}

	#wrong(expected: string, found: string): MalformedText {
		return new MalformedText(this.#reader.valuePlace, expected, found);
	}
}

/** Nanoseconds since 1970 are more than a double holds exactly, and reach it as digits; a time need not be so exact. */
function timeOf(value: JsonValue): number | undefined {
	if (typeof value === 'number') return value;
	return typeof value === 'string' && /^\d{16,19}$/.test(value) ? Number(value) : undefined;
}

function isProcess(process: JsonValue): boolean {
	return typeof process === 'string'
		? !/^-?\d+$/.test(process)
		: Number.isSafeInteger(process) && (process as number) >= 0;
}

/** A list of steps `[function, key, value]`. */
function isTransaction(value: JsonValue): boolean {
	const isStep = (step: JsonValue) => Array.isArray(step) && step.length === 3 && typeof step[0] === 'string';
	return Array.isArray(value) && value.length > 0 && value.every(isStep);
}
