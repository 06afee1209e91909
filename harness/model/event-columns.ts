import { enlarged } from './growth.ts';
import type { JsonValue } from './json.ts';
import type { EventType, HistoryEvent } from './operation.ts';
import { ValueColumn } from './value-column.ts';

/** Event types by the number that stands for them in a history's columns. */
export const eventTypes: readonly EventType[] = ['invoke', 'ok', 'fail', 'info'];

/** What stands for an event without a key. */
const NO_KEY = -1;

/**
 * Events column by column, in typed arrays that grow: some 40 bytes each, whatever rules they follow or break. A `History`
 * is such columns with the rules of recording; readers of history files fill them before they know all that those need.
 */
export class EventColumns {
	#length = 0;
	times: Float64Array = new Float64Array(0);
	processes: Float64Array = new Float64Array(0);
	/** Positions in `eventTypes`. */
	types: Uint8Array = new Uint8Array(0);
	/** Positions in `functions`. */
	functionIds: Uint16Array = new Uint16Array(0);
	readonly functions: string[] = [];
	readonly #functionIds = new Map<string, number>();
	/** For an invocation the index of its completion, or -1; for a completion the index of its invocation. */
	partners: Int32Array = new Int32Array(0);
	/** Positions in the list of keys, or `NO_KEY`. */
	#keyIds = new Int32Array(0);
	readonly #keys: JsonValue[] = [];
	readonly #scalarKeys = new Map<string | number | boolean, number>();
	readonly #compoundKeys = new Map<string | number | boolean, number>();
	readonly #values = new ValueColumn();
	readonly #errors = new Map<number, string>();

	get length(): number {
		return this.#length;
	}

	/** Adds an event at the end and returns its index. */
	append(event: Omit<HistoryEvent, 'index'>): number {
		const { time, process, type, f, key, value, error } = event;
		return this.add(time, process, eventTypes.indexOf(type), this.functionId(f), key, value, error);
	}

	/** `append` without an object, for readers of a million lines. `type` and `f` come as their numbers. */
	add(
		time: number,
		process: number,
		type: number,
		functionId: number,
		key: JsonValue | undefined,
		value: JsonValue,
		error: string | undefined,
	): number {
		const index = this.#length;
		if (index === this.times.length) this.#grow();
		this.times[index] = time;
		this.processes[index] = process;
		this.types[index] = type;
		this.functionIds[index] = functionId;
		this.partners[index] = -1;
		this.#keyIds[index] = key === undefined || key === null ? NO_KEY : this.#keyId(key);
		this.#values.push(value);
		if (error !== undefined) this.#errors.set(index, error);
		this.#length = index + 1;
		return index;
	}

	/** The number that stands for a function, a new one if it has not come before. */
	functionId(f: string): number {
		let id = this.#functionIds.get(f);
		if (id === undefined) {
			id = this.functions.push(f) - 1;
			if (id > 0xffff) throw new RangeError(`Expected at most 65536 different functions, got ${f} as one more`);
			this.#functionIds.set(f, id);
		}
		return id;
	}

	/** Null for an event without a key. */
	key(index: number): JsonValue {
		const id = this.#keyIds[index] as number;
		return id === NO_KEY ? null : (this.#keys[id] as JsonValue);
	}

	setKey(index: number, key: JsonValue): void {
		this.#keyIds[index] = key === null ? NO_KEY : this.#keyId(key);
	}

	value(index: number): JsonValue {
		return this.#values.get(index);
	}

	/** See `ValueColumn`. */
	ordinal(index: number): number {
		return this.#values.ordinal(index);
	}

	setValue(index: number, value: JsonValue): void {
		this.#values.set(index, value);
	}

	error(index: number): string | undefined {
		return this.#errors.get(index);
	}

	/** Whether any event names a key. */
	get hasKeys(): boolean {
		return this.#keys.length > 0;
	}

	event(index: number): HistoryEvent {
		const key = this.key(index);
		const error = this.#errors.get(index);
		return {
			index,
			time: this.times[index] as number,
			process: this.processes[index] as number,
			type: eventTypes[this.types[index] as number] as EventType,
			f: this.functions[this.functionIds[index] as number] as string,
			...(key !== null && { key }),
			value: this.value(index),
			...(error !== undefined && { error }),
		};
	}

	#keyId(key: Exclude<JsonValue, null>): number {
		// Lists and objects are told apart by their text, and kept apart from texts that look like them.
		const positions = typeof key === 'object' ? this.#compoundKeys : this.#scalarKeys;
		const name = typeof key === 'object' ? JSON.stringify(key) : key;
		let id = positions.get(name);
		if (id === undefined) {
			id = this.#keys.push(key) - 1;
			positions.set(name, id);
		}
		return id;
	}

	#grow(): void {
		this.times = enlarged(this.times);
		this.processes = enlarged(this.processes);
		this.types = enlarged(this.types);
		this.functionIds = enlarged(this.functionIds);
		this.partners = enlarged(this.partners);
		this.#keyIds = enlarged(this.#keyIds);
	}
}
