/** How long something takes, in milliseconds. */
export type Distribution =
	| { readonly kind: 'constant'; readonly ms: number }
	| { readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number }
	/** `minMs`, and on top an exponential time with this mean: most are short, a few are long. */
	| { readonly kind: 'exponential'; readonly minMs: number; readonly meanMs: number }
	/**
	 * A long tail, as of a congested network: the bounded Pareto distribution of shape 1. Half of all times are below twice
	 * `minMs`, one in ten is above ten times and one in a hundred above a hundred times as much, none above `maxMs`.
	 */
	| { readonly kind: 'long-tail'; readonly minMs: number; readonly maxMs: number };
