import type { JsonValue } from '../../harness/model/index.ts';

/** `details` of a `nonlinearizable` anomaly: what a report needs to draw it. Operations are named by their invoke's index. */
export interface LinearizabilityDetails {
	readonly [field: string]: JsonValue;
	/** The object that it is about; null when the history is about one object. */
	readonly key: JsonValue;
	/** The model's name. */
	readonly model: string;
	/** Indices in the history: the first invoke of the witness, and the completion that cannot be explained. */
	readonly window: readonly [from: number, to: number];
	/** The operation whose completion cannot be explained. */
	readonly failing: number;
	/** The failing operation for people: `read → 1`. */
	readonly failingText: string;
	/**
	 * How things could stand when the witness begins: a complete list. Most often one, the initial state with nothing
	 * applied. `applied` are operations of the witness that have taken effect already.
	 */
	readonly before: readonly { readonly state: string; readonly applied: readonly number[] }[];
	/**
	 * The states that were possible just before the failing operation returned, for people; in none it could have happened.
	 * Empty, as `finalPaths`, where there are too many orders to follow each to its end.
	 */
	readonly states: readonly string[];
	/** How far orders can go: for some of the last configurations the order that leads there. */
	readonly finalPaths: readonly FinalPath[];
	/** False when time ran out before the witness could be made as small as possible. */
	readonly minimized: boolean;
}

/** One of the longest partial linearizations. */
export interface FinalPath {
	readonly [field: string]: JsonValue;
	/** The state in which it begins: one of `before`. */
	readonly from: string;
	/** The operations in order, each with the state that it leaves. */
	readonly order: readonly { readonly operation: number; readonly text: string; readonly state: string }[];
	/** The operation that should come now and cannot. */
	readonly stuck: number;
	/** Operations that are pending here and could not come now either. */
	readonly alsoStuck: readonly number[];
}
