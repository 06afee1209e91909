import type { Fault, Link } from './fault.ts';
import type { JsonValue } from './json.ts';
import type { Invocation } from './operation.ts';

/**
 * The course of a run, event by event, in place of a workload's generator and of nemeses: what shrinking works on, and
 * what `repro.json` holds. Times are milliseconds since the start of the run, exact to the nanosecond.
 */
export interface Scenario {
	/** In order of time. */
	readonly operations: readonly ScenarioOperation[];
	/** Once everything is done and healed, and the recovery time is over: their times count from there. */
	readonly finalOperations: readonly ScenarioOperation[];
	/** In order of time. */
	readonly faults: readonly ScenarioFault[];
	/** The run goes on at least until then. */
	readonly endMs: number;
}

/** What a client is asked to do; it does so as soon as it is free. */
export interface ScenarioOperation extends Invocation {
	readonly atMs: number;
	/** From 0, below the concurrency: a thread of clients, each of which takes over when an operation of the last one ended in `info`. */
	readonly client: number;
}

export interface ScenarioFault {
	readonly atMs: number;
	/** When it is healed; when all operations have ended, unless given. */
	readonly untilMs?: number;
	readonly fault: Fault;
}

/**
 * How long messages take on a healthy network. Only in the simulation; without it, and from `untilMs` on, as the runtime has
 * it: once everything is healed a cluster is to show that it recovers.
 */
export type Delays =
	/** Drawn for each message, with this mean. */
	| { readonly kind: 'drawn'; readonly meanMs: number; readonly untilMs?: number }
	/** By the priority of the link, with few changes: probabilistic concurrency testing (`docs/exploration.md`). */
	| { readonly kind: 'priorities'; readonly untilMs?: number }
	/** Always the same, but for these links, where it is drawn. A sync takes as long. */
	| { readonly kind: 'constant'; readonly ms: number; readonly except?: readonly Link[] };

/** From a moment on, another seed decides whatever is drawn. Only in the simulation. */
export interface SeedBranch {
	readonly atMs: number;
	/** A string of decimal digits, below 2^64. */
	readonly seed: string;
}

/** One step of the way to an anomaly, in words. */
export interface StoryStep {
	/** Nanoseconds since the start of the run. */
	readonly time: number;
	readonly kind: 'fault' | 'state' | 'operation' | 'anomaly';
	/** Whom it is about: a node, or a client's process by its number. */
	readonly subject: JsonValue;
	readonly text: string;
}
