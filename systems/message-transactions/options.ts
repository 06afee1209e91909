/** Durations in milliseconds of the node's own clock. */
export interface MessagingOptions {
	/** A letter that is not answered is sent again after this time, then after twice as long, and so on… */
	readonly backoffMinMs: number;
	/** …up to this. */
	readonly backoffMaxMs: number;
	/** So many letters at a time are on their way to one node without an answer; the others wait for their turn. */
	readonly windowMax: number;
}

export const defaultOptions: MessagingOptions = { backoffMinMs: 100, backoffMaxMs: 1600, windowMax: 32 };
