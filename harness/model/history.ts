import { EventColumns, eventTypes } from './event-columns.ts';
import type { JsonValue } from './json.ts';
import type { HistoryEvent, Operation } from './operation.ts';

/** Positions in `eventTypes`. */
const INVOKE = 0;
const INFO = 3;

/** Of a process that has no open operation. */
const IDLE = -1;
/** Of a process that ended in `info`. */
const RETIRED = -2;

/** A history column by column, each by an event's index. What they show is the history as it is then; append to none. */
export interface HistoryColumns {
	/** Nanoseconds since the start of the run. */
	readonly times: ArrayLike<number>;
	/** Positions in `eventTypes`. */
	readonly types: ArrayLike<number>;
	readonly processes: ArrayLike<number>;
	/** For an invocation the index of its completion, or -1 while it is open; for a completion that of its invocation. */
	readonly partners: ArrayLike<number>;
	/** Positions in `functions`. */
	readonly functionIds: ArrayLike<number>;
	readonly functions: readonly string[];
	/** Null for an event without a key. */
	key(index: number): JsonValue;
	value(index: number): JsonValue;
	/** `value` for those in a hurry: 0 for null, n + 1 for a whole number n below 2^30, -1 for every other value. */
	ordinal(index: number): number;
}

/**
 * What the clients did and saw, in the order in which the one controller recorded it. Append-only, and columnar: an event
 * costs some tens of bytes, so a million of them fit where a million objects would not.
 *
 * Appending checks the rules that every checker relies on: a process has at most one open operation, a completion closes
 * the one its process has open, and a process that ended in `info` never appears again. A break of them is a
 * `HistoryError`, never a guess.
 */
export class History {
	#columns = new EventColumns();
	/** By process: the index of its open invocation, `IDLE` or `RETIRED`. */
	readonly #open = new Map<number, number>();

	static of(events: Iterable<Omit<HistoryEvent, 'index'>>): History {
		const history = new History();
		for (const event of events) history.append(event);
		return history;
	}

	/**
	 * The history of these events, which it takes over: whoever filled the columns must not touch them again. Throws a
	 * `HistoryError` for the first event that breaks a rule.
	 */
	static adopt(columns: EventColumns): History {
		const history = new History();
		history.#columns = columns;
		const { length, processes, types, functionIds } = columns;
		for (let index = 0; index < length; index++) {
			const process = processes[index] as number;
			history.#link(index, history.#pair(index, process, types[index] as number, functionIds[index] as number));
		}
		return history;
	}

	get length(): number {
		return this.#columns.length;
	}

	/** Adds an event at the end and returns its index. Throws a `HistoryError` when it breaks a rule. */
	append(event: Omit<HistoryEvent, 'index'>): number {
		const columns = this.#columns;
		const { time, process, f, key, value, error } = event;
		const type = eventTypes.indexOf(event.type);
		const functionId = columns.functionId(f);
		const partner = this.#pair(columns.length, process, type, functionId);
		const index = columns.add(time, process, type, functionId, key, value, error);
		this.#link(index, partner);
		return index;
	}

	event(index: number): HistoryEvent {
		this.#assertIndex(index);
		return this.#columns.event(index);
	}

	*events(): Generator<HistoryEvent> {
		for (let index = 0; index < this.length; index++) yield this.event(index);
	}

	/** Invocations with their completions, in the order of the invocations. */
	*operations(): Generator<Operation> {
		for (let index = 0; index < this.length; index++) {
			if (this.#columns.types[index] === INVOKE) yield this.operation(index);
		}
	}

	/** The operation whose `invoke` event has this index. */
	operation(invoked: number): Operation {
		const invocation = this.event(invoked);
		if (invocation.type !== 'invoke')
			throw new HistoryError(`Expected an invoke at index ${invoked}, got ${invocation.type}`, invoked);
		const partner = this.#columns.partners[invoked] as number;
		const completion = partner === -1 ? undefined : this.event(partner);
		const open = completion === undefined || completion.type === 'info';
		const error = completion?.error;
		return {
			process: invocation.process,
			f: invocation.f,
			...(invocation.key !== undefined && { key: invocation.key }),
			input: invocation.value,
			output: completion?.type === 'ok' ? completion.value : null,
			type: completion === undefined ? 'info' : (completion.type as Operation['type']),
			invoked,
			completed: open ? Number.POSITIVE_INFINITY : partner,
			invokedAt: invocation.time,
			completedAt: open ? Number.POSITIVE_INFINITY : (completion as HistoryEvent).time,
			...(error !== undefined && { error }),
		};
	}

	/** How many operations ended in each way; one that is still open counts as `info`. */
	count(): { ok: number; fail: number; info: number } {
		const counts = { ok: 0, fail: 0, info: 0 };
		const { length, types, partners } = this.#columns;
		for (let index = 0; index < length; index++) {
			if (types[index] !== INVOKE) continue;
			const partner = partners[index] as number;
			const type = partner === -1 ? 'info' : eventTypes[types[partner] as number];
			counts[type as keyof typeof counts]++;
		}
		return counts;
	}

	/** The columns themselves, for those who cannot afford an object for each of a million events. */
	get columns(): HistoryColumns {
		return new ColumnsView(this.#columns);
	}

	/** Whether any operation names a key. */
	get hasKeys(): boolean {
		return this.#columns.hasKeys;
	}

	/** The index of the invocation that this event completes, or -1 for an invocation. Changes nothing when it throws. */
	#pair(index: number, process: number, type: number, functionId: number): number {
		const open = this.#open.get(process) ?? IDLE;
		if (type === INVOKE) {
			if (open !== IDLE) throw this.#cannotInvoke(index, process, functionId, open);
			this.#open.set(process, index);
			return -1;
		}
		if (open < 0 || this.#columns.functionIds[open] !== functionId) {
			throw this.#cannotComplete(index, process, type, functionId, open);
		}
		this.#open.set(process, type === INFO ? RETIRED : IDLE);
		return open;
	}

	#link(index: number, partner: number): void {
		if (partner === -1) return;
		this.#columns.partners[index] = partner;
		this.#columns.partners[partner] = index;
	}

	#cannotInvoke(index: number, process: number, functionId: number, open: number): HistoryError {
		const f = this.#columns.functions[functionId];
		const reason =
			open === RETIRED
				? `Process ${process} ended in info and cannot invoke ${f} again`
				: `Process ${process} invokes ${f} while its operation at index ${open} is open`;
		return new HistoryError(reason, index);
	}

	#cannotComplete(index: number, process: number, type: number, functionId: number, open: number): HistoryError {
		const { functions, functionIds } = this.#columns;
		const f = functions[functionId];
		if (open < 0) {
			const reason = `Process ${process} completes ${f} (${eventTypes[type]}), but has no open operation`;
			return new HistoryError(reason, index);
		}
		const invoked = functions[functionIds[open] as number];
		return new HistoryError(
			`Process ${process} completes ${f}, but its open operation at index ${open} is ${invoked}`,
			index,
		);
	}

	#assertIndex(index: number): void {
		if (!(index >= 0 && index < this.length)) {
			throw new HistoryError(`Expected an index below ${this.length}, got ${index}`, index);
		}
	}
}

/** A class, not closures made anew for each call: compiled code that has one of them in it is thrown away with it. */
class ColumnsView implements HistoryColumns {
	readonly times: Float64Array;
	readonly types: Uint8Array;
	readonly processes: Float64Array;
	readonly partners: Int32Array;
	readonly functionIds: Uint16Array;
	readonly functions: readonly string[];
	readonly #columns: EventColumns;

	constructor(columns: EventColumns) {
		const { length } = columns;
		this.times = columns.times.subarray(0, length);
		this.types = columns.types.subarray(0, length);
		this.processes = columns.processes.subarray(0, length);
		this.partners = columns.partners.subarray(0, length);
		this.functionIds = columns.functionIds.subarray(0, length);
		this.functions = columns.functions;
		this.#columns = columns;
	}

	key(index: number): JsonValue {
		return this.#columns.key(index);
	}

	value(index: number): JsonValue {
		return this.#columns.value(index);
	}

	ordinal(index: number): number {
		return this.#columns.ordinal(index);
	}
}

/** A history that breaks the rules of recording: it was not made by a correct recorder, and nothing can be concluded from it. */
export class HistoryError extends Error {
	override readonly name = 'HistoryError';
	/** Of the event that breaks a rule, or is asked for and is not there. */
	readonly index: number;

	constructor(message: string, index: number) {
		super(message);
		this.index = index;
	}
}
