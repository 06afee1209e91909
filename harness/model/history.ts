import type { JsonValue } from './json.ts';
import type { EventType, HistoryEvent, Operation } from './operation.ts';

/** Event types by the number that stands for them in a history's columns. */
export const eventTypes: readonly EventType[] = ['invoke', 'ok', 'fail', 'info'];

/** A history column by column, each by an event's index. What they show is the history as it is then; append to none. */
export interface HistoryColumns {
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
	readonly #times: number[] = [];
	readonly #processes: number[] = [];
	readonly #types: number[] = [];
	readonly #names: number[] = [];
	readonly #keys: JsonValue[] = [];
	readonly #values: JsonValue[] = [];
	readonly #errors = new Map<number, string>();
	/** For an invocation the index of its completion, or -1; for a completion the index of its invocation. */
	readonly #partners: number[] = [];
	readonly #openByProcess = new Map<number, number>();
	readonly #retired = new Set<number>();
	readonly #nameIds = new Map<string, number>();
	readonly #nameTable: string[] = [];
	#withKey = false;

	static of(events: Iterable<Omit<HistoryEvent, 'index'>>): History {
		const history = new History();
		for (const event of events) history.append(event);
		return history;
	}

	get length(): number {
		return this.#times.length;
	}

	/** Adds an event at the end and returns its index. Throws a `HistoryError` when it breaks a rule. */
	append(event: Omit<HistoryEvent, 'index'>): number {
		const index = this.length;
		this.#partners.push(this.#pair(event, index));
		this.#times.push(event.time);
		this.#processes.push(event.process);
		this.#types.push(eventTypes.indexOf(event.type));
		this.#names.push(this.#nameId(event.f));
		this.#keys.push(event.key ?? null);
		this.#withKey ||= event.key !== undefined;
		this.#values.push(event.value);
		if (event.error !== undefined) this.#errors.set(index, event.error);
		return index;
	}

	event(index: number): HistoryEvent {
		this.#assertIndex(index);
		const key = this.#keys[index] ?? null;
		const error = this.#errors.get(index);
		return {
			index,
			time: this.#times[index] as number,
			process: this.#processes[index] as number,
			type: eventTypes[this.#types[index] as number] as EventType,
			f: this.#nameTable[this.#names[index] as number] as string,
			...(key !== null && { key }),
			value: this.#values[index] as JsonValue,
			...(error !== undefined && { error }),
		};
	}

	*events(): Generator<HistoryEvent> {
		for (let index = 0; index < this.length; index++) yield this.event(index);
	}

	/** Invocations with their completions, in the order of the invocations. */
	*operations(): Generator<Operation> {
		for (let index = 0; index < this.length; index++) {
			if (this.#types[index] === 0) yield this.operation(index);
		}
	}

	/** The operation whose `invoke` event has this index. */
	operation(invoked: number): Operation {
		const invocation = this.event(invoked);
		if (invocation.type !== 'invoke')
			throw new HistoryError(`Expected an invoke at index ${invoked}, got ${invocation.type}`);
		const partner = this.#partners[invoked] as number;
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
		for (let index = 0; index < this.length; index++) {
			if (this.#types[index] !== 0) continue;
			const partner = this.#partners[index] as number;
			const type = partner === -1 ? 'info' : eventTypes[this.#types[partner] as number];
			counts[type as keyof typeof counts]++;
		}
		return counts;
	}

	/** The columns themselves, for those who cannot afford an object for each of a million events. */
	get columns(): HistoryColumns {
		return {
			types: this.#types,
			processes: this.#processes,
			partners: this.#partners,
			functionIds: this.#names,
			functions: this.#nameTable,
			key: (index) => this.#keys[index] ?? null,
			value: (index) => this.#values[index] as JsonValue,
		};
	}

	/** Whether any operation names a key. */
	get hasKeys(): boolean {
		return this.#withKey;
	}

	#pair(event: Omit<HistoryEvent, 'index'>, index: number): number {
		const open = this.#openByProcess.get(event.process);
		if (event.type === 'invoke') {
			if (this.#retired.has(event.process)) {
				throw new HistoryError(`Process ${event.process} ended in info and cannot invoke ${event.f} again`);
			}
			if (open !== undefined) {
				throw new HistoryError(
					`Process ${event.process} invokes ${event.f} while its operation at index ${open} is open`,
				);
			}
			this.#openByProcess.set(event.process, index);
			return -1;
		}
		if (open === undefined) {
			throw new HistoryError(
				`Process ${event.process} completes ${event.f} (${event.type}), but has no open operation`,
			);
		}
		const invoked = this.#nameTable[this.#names[open] as number];
		if (invoked !== event.f) {
			throw new HistoryError(
				`Process ${event.process} completes ${event.f}, but its open operation at index ${open} is ${invoked}`,
			);
		}
		this.#openByProcess.delete(event.process);
		if (event.type === 'info') this.#retired.add(event.process);
		this.#partners[open] = index;
		return open;
	}

	#nameId(f: string): number {
		let id = this.#nameIds.get(f);
		if (id === undefined) {
			id = this.#nameTable.length;
			this.#nameTable.push(f);
			this.#nameIds.set(f, id);
		}
		return id;
	}

	#assertIndex(index: number): void {
		if (!(index >= 0 && index < this.length)) {
			throw new HistoryError(`Expected an index below ${this.length}, got ${index}`);
		}
	}
}

/** A history that breaks the rules of recording: it was not made by a correct recorder, and nothing can be concluded from it. */
export class HistoryError extends Error {
	override readonly name = 'HistoryError';
}
