import type { JsonValue } from './json.ts';

/** What a client is asked to do: `f` names the operation, `key` the object it is about (when a workload has many). */
export interface Invocation {
	readonly f: string;
	readonly key?: JsonValue;
	readonly value: JsonValue;
}

/**
 * What became of an operation, in Jepsen's words.
 *
 * - `ok`: it happened, and `value` is what it returned.
 * - `fail`: it certainly did not happen and never will.
 * - `info`: nobody knows. It may take effect at any later time, or never. A time-out is always `info`.
 */
export type Completion =
	| { readonly type: 'ok'; readonly value: JsonValue }
	| { readonly type: 'fail'; readonly error: string }
	| { readonly type: 'info'; readonly error: string };

/** What an event of a history says: that an operation was invoked, or what became of it. */
export type EventType = 'invoke' | Completion['type'];

/** One line of `history.jsonl`. `time` is in nanoseconds since the start of the run. */
export interface HistoryEvent {
	readonly index: number;
	readonly time: number;
	readonly process: number;
	readonly type: EventType;
	readonly f: string;
	readonly key?: JsonValue;
	/** The argument in an `invoke`; the result in an `ok` (a read's value, a cas' `[old, new]`, …). */
	readonly value: JsonValue;
	readonly error?: string;
}

/**
 * An invocation with its completion, as checkers read it.
 *
 * `invoked` and `completed` are positions in the history, and the only clock a checker needs: operation `a` precedes `b`
 * exactly when `a.completed < b.invoked`. An `info` operation has `completed: Infinity`, for it may take effect for ever;
 * so has one that was still open when the history ended.
 */
export interface Operation {
	readonly process: number;
	readonly f: string;
	readonly key?: JsonValue;
	readonly input: JsonValue;
	readonly output: JsonValue;
	readonly type: Completion['type'];
	readonly invoked: number;
	readonly completed: number;
	/** Nanoseconds since the start of the run; `completedAt` is `Infinity` for an `info`. */
	readonly invokedAt: number;
	readonly completedAt: number;
	readonly error?: string;
}
