import type { NodeId } from './message.ts';
import type { Inspection } from './node.ts';

/**
 * A white-box property of all nodes together that no event may break: election safety, say. The simulation watches the
 * invariants of a system after every event of every node; a broken one is an anomaly, with the event that broke it.
 *
 * `Internals` is what the system's programs return from `internals`.
 */
// biome-ignore lint/suspicious/noExplicitAny: each system knows its own internals, the harness knows none.
export interface Invariant<Internals = any> {
	/** The field's name for it, with hyphens: `election-safety`. */
	readonly name: string;
	/** What always holds, and where that is stated (paper, section). */
	readonly description: string;
	/** Starts to watch a run: what it returns remembers what it needs. */
	watch(): InvariantWatch<Internals>;
}

/** An invariant in one run. */
export interface InvariantWatch<Internals> {
	/**
	 * Called after each event at `node`, so it must be cheap: look at what changed. A restarted node has other internals
	 * (another object), and is first seen after its `start`.
	 *
	 * @returns how it is broken, in a sentence that names the nodes and values; nothing while it holds
	 */
	afterEvent(node: NodeId, inspection: Inspection, internals: Internals): string | undefined;
}

/** What became of the invariants in a run. */
export interface InvariantReport {
	/** Names of those that were watched. */
	readonly watched: readonly string[];
	/** How many times a node was looked at. */
	readonly events: number;
	/** The first break of each, in order of time. */
	readonly broken: readonly BrokenInvariant[];
}

/** The first time that an invariant did not hold. */
export interface BrokenInvariant {
	readonly invariant: string;
	readonly message: string;
	/** The node at which the event happened. */
	readonly node: NodeId;
	/** Nanoseconds since the start of the run. */
	readonly time: number;
	/** The event in words: `deliver append_entries from n2`, … */
	readonly event: string;
	/** Its number among all events of the trace, from 0: a line of `trace.jsonl.gz`. */
	readonly number: number;
}
