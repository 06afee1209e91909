import { EventColumns } from '../model/event-columns.ts';
import { type EventType, eventTypes, History, HistoryError, type JsonValue } from '../model/index.ts';
import { splitIndependentKeys } from './independent-keys.ts';
import { MalformedText, type Place } from './text/malformed-text.ts';

/** An event of a history that another tool recorded. */
export interface ForeignEvent {
	readonly place: Place;
	/** A whole number for a client, anything else for a nemesis; undefined where the tool names none. */
	readonly process: JsonValue | undefined;
	readonly type: EventType;
	readonly f: string;
	readonly key?: JsonValue | undefined;
	readonly value: JsonValue;
	/** Nanoseconds; absent where the tool did not record any. */
	readonly time?: number | undefined;
	readonly error?: string | undefined;
}

/** Of a process: nothing has changed, or it ended in `info`. */
const RETIRED = -1;

/**
 * Events of another tool on their way to be a history of ours. What a nemesis did is left out. A process that goes on after
 * an `info` gets a fresh number for what follows, since with us it is retired. Values that are tuples of a key and a value
 * are split. Nothing else is changed.
 */
export class ForeignEvents {
	readonly #columns = new EventColumns();
	readonly #lines: number[] = [];
	readonly #positions: number[] = [];
	#isEmpty = true;
	/** Where no event names its process: the number of the operation that is open, and how many there were. */
	#anonymous: { open: number | undefined; count: number } | undefined;

	/** Throws a `MalformedText` for a process that is missing and cannot be told. */
	add(event: ForeignEvent): void {
		const { place, type, f, key, value, time = 0, error } = event;
		const process = event.process === undefined ? this.#tellProcess(event) : event.process;
		if (this.#anonymous !== undefined && event.process !== undefined) throw withoutProcess(place);
		this.#isEmpty = false;
		if (!Number.isSafeInteger(process)) return;
		const columns = this.#columns;
		columns.add(time, process as number, eventTypes.indexOf(type), columns.functionId(f), key, value, error);
		this.#lines.push(place.line);
		this.#positions.push(place.column);
	}

	/** The history of these events. To be called once. Throws a `MalformedText` where they break the rules of one. */
	toHistory(): History {
		const start = { line: 1, column: 1 };
		if (this.#isEmpty) throw new MalformedText(start, 'a history with at least one event', 'none');
		splitIndependentKeys(this.#columns);
		renumberRetired(this.#columns);
		try {
			return History.adopt(this.#columns);
		} catch (cause) {
			if (!(cause instanceof HistoryError)) throw cause;
			throw new MalformedText(this.#placeOf(cause.index), 'a history that follows the rules', cause.message);
		}
	}

	/**
	 * Where no event at all names its process, operations can still be told apart while they do not overlap. Each gets a
	 * process of its own: that two of them were one client's is nowhere said.
	 */
	#tellProcess({ place, type }: ForeignEvent): number {
		if (this.#anonymous === undefined) {
			if (!this.#isEmpty) throw withoutProcess(place);
			this.#anonymous = { open: undefined, count: 0 };
		}
		const anonymous = this.#anonymous;
		if (type === 'invoke') {
			if (anonymous.open !== undefined) throw withoutProcess(place);
			anonymous.open = anonymous.count++;
			return anonymous.open;
		}
		if (anonymous.open === undefined) throw withoutProcess(place);
		const process = anonymous.open;
		anonymous.open = undefined;
		return process;
	}

	#placeOf(index: number): Place {
		return { line: this.#lines[index] as number, column: this.#positions[index] as number };
	}
}

function withoutProcess(place: Place): MalformedText {
	return new MalformedText(place, 'a process: without one nobody can say which operation this belongs to', 'none');
}

function renumberRetired({ length, processes, types }: EventColumns): void {
	const numbers = new Map<number, number>();
	let fresh = 0;
	for (let index = 0; index < length; index++) fresh = Math.max(fresh, (processes[index] as number) + 1);
	const info = eventTypes.indexOf('info');
	for (let index = 0; index < length; index++) {
		const original = processes[index] as number;
		let number = numbers.get(original) ?? original;
		if (number === RETIRED) number = fresh++;
		processes[index] = number;
		if (types[index] === info) numbers.set(original, RETIRED);
		else if (number !== original) numbers.set(original, number);
	}
}
