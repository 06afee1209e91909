import type { OperationTable } from '../operations.ts';

/**
 * Decides linearizability for one type of object in polynomial time, where the history allows it: every value written
 * once, say. What it cannot decide it hands over to the search. It never guesses.
 */
export interface Monitor {
	/**
	 * @param table the operations on one object
	 * @param initial the model's initial state
	 */
	decide(table: OperationTable, initial: unknown): Decision;
}

export type Decision =
	| { readonly outcome: 'ok' }
	/** No order explains the operations. The evidence is worked out when it is asked for. */
	| { readonly outcome: 'illegal'; readonly evidence: () => Evidence }
	/** Not decided here: the history does not qualify, or lies in the gap of a sandwich. */
	| { readonly outcome: 'undecided'; readonly because: string };

/** A few operations that prove that a history is not linearizable. */
export interface Evidence {
	/** Rows of the table, in any order; rows that come twice count once. No order explains them. */
	readonly rows: readonly number[];
	/**
	 * The state in which they begin, where it is not the initial one: any order of the whole history passes through it with
	 * none of the rows applied, or through one that explains them no better.
	 */
	readonly before?: { readonly state: unknown };
	/** One sentence on what is wrong with them. */
	readonly sentence: string;
}

export const ok: Decision = { outcome: 'ok' };

export function illegal(evidence: () => Evidence): Decision {
	return { outcome: 'illegal', evidence };
}

export function undecided(because: string): Decision {
	return { outcome: 'undecided', because };
}

/** No row, no value. */
export const NONE = -1;
