import type { HistoryEvent, Invocation } from './operation.ts';
import type { Random } from './random.ts';

/** A client process, or the single process that breaks and heals. */
export type ProcessId = number | 'nemesis';

/** An operation that a generator wants: what, by which process, and not before when. */
export interface Scheduled {
	readonly process: ProcessId;
	/** Nanoseconds since the start of the run. At or after `context.time`. */
	readonly time: number;
	readonly invocation: Invocation;
}

/** A generator's answer to the question what comes next. */
export type Next =
	/** An operation, and the generator that continues after it. */
	| { readonly type: 'operation'; readonly operation: Scheduled; readonly rest: Generator }
	/**
	 * Nothing can be said until a process becomes free or something completes, or until the time `until` (nanoseconds
	 * since the start of the run), when it is given: whoever drives the generator goes on with `rest` then at the latest.
	 */
	| { readonly type: 'pending'; readonly rest: Generator; readonly until?: number }
	/** No more, ever. */
	| { readonly type: 'exhausted' };

/**
 * What the clients and the nemesis do next. A generator is an immutable value: `next` and `update` return the generator
 * that follows, and asking again later is always allowed. The scheme is Jepsen's `jepsen.generator`.
 */
export interface Generator {
	next(context: GeneratorContext): Next;
	/** Tells the generator what happened: the `invoke` of an operation it gave, or a completion. */
	update(context: GeneratorContext, event: GeneratorEvent): Generator;
}

/** A history event, or the same of the nemesis (which has no place in the history). */
export type GeneratorEvent = Pick<HistoryEvent, 'time' | 'type' | 'f' | 'key' | 'value'> & {
	readonly process: ProcessId;
};

/** What a generator may know when it is asked or told something. */
export interface GeneratorContext {
	/** Nanoseconds since the start of the run. */
	readonly time: number;
	/** Processes that are idle now, in order; `nemesis` is among them when it is idle. */
	readonly freeProcesses: readonly ProcessId[];
	/** All live processes, in order. A retired process is replaced by a new one with a number that is larger by `concurrency`. */
	readonly processes: readonly ProcessId[];
	/** How many client processes there are at any time: process `p` runs on thread `p % concurrency`. */
	readonly concurrency: number;
	readonly random: Random;
	/** How many times as fast as usual clients are to work now, during a burst; once unless given. */
	readonly rateFactor?: number;
}
