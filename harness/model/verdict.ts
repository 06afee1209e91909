import type { FaultEvent } from './fault.ts';
import type { History } from './history.ts';
import type { JsonValue } from './json.ts';
import type { StoryStep } from './scenario.ts';

/** `unknown`: the checker ran out of time or memory. It is never to be read as valid. */
export type Validity = true | false | 'unknown';

/** Something that a correct system can never show, with its proof. */
export interface Anomaly {
	/** The field's name for it: `nonlinearizable`, `lost-update`, `G-single`, … */
	readonly type: string;
	/** In words, for a person who did not write the system. */
	readonly message: string;
	/** The operations that prove it: indices of their `invoke` events, in order. As few as possible. */
	readonly operations: readonly number[];
	/** Whatever else helps to explain it. */
	readonly details?: { readonly [field: string]: JsonValue };
}

/** A checker's answer. */
export interface CheckerResult {
	readonly valid: Validity;
	readonly anomalies: readonly Anomaly[];
	/** Time the check took. */
	readonly millis: number;
	/** Why the answer is `unknown`. */
	readonly reason?: string;
	/** What else a person should know of the answer, in a sentence. */
	readonly remark?: string;
	/** Figures of the checker's own. */
	readonly statistics?: { readonly [field: string]: JsonValue };
}

/** What a checker judges. Faults are there for those that ask about recovery; most need the history alone. */
export interface CheckerInput {
	readonly history: History;
	readonly faults: readonly FaultEvent[];
	/** What the cluster used from the moment when everything was healed to the end; only where the runtime sees it. */
	readonly usageAfterHealing?: Usage;
	/** When a quorum was healed, in nanoseconds, where the rest was healed only in the end. */
	readonly quorumHealedAt?: number;
}

/** What a cluster has used. */
export interface Usage {
	/** Sent by nodes and clients, whatever became of them. */
	readonly messages: number;
	/** Calls of `storage.sync`. */
	readonly syncs: number;
}

/** What a checker is told beside the history. */
export interface CheckerOptions {
	/** After this the answer is `unknown`. */
	readonly timeLimitMs: number;
	/** The checker's own options, as a workload gives them: `{ model: 'kv' }`. */
	readonly [option: string]: JsonValue;
}

/** Judges a history. It changes nothing, and gives the same answer for the same history, but for running out of time. */
export interface Checker {
	readonly name: string;
	readonly description: string;
	/** What it cannot do without, beside the history. Where that is not to be had, it is left out of the verdict. */
	readonly needs?: 'usageAfterHealing';
	check(input: CheckerInput, options: CheckerOptions): Promise<CheckerResult>;
}

/** A checker by name with its options: how a workload says what is to be checked. */
export interface CheckerChoice {
	readonly checker: string;
	readonly options?: { readonly [option: string]: JsonValue };
}

/** `verdict.json`. */
export interface Verdict {
	readonly valid: Validity;
	readonly system: string;
	readonly workload: string;
	readonly runtime: string;
	readonly nemeses: readonly string[];
	readonly mutant: string | null;
	/** A number, or a string of digits when it is above 2^53. */
	readonly seed: number | string;
	/** 16 hexadecimal digits; null where the runtime is not deterministic. */
	readonly traceHash: string | null;
	/** Nemeses that aim at a leader and never saw one, because the others left none; absent when there are none. */
	readonly nemesesWithoutTarget?: readonly string[];
	readonly operations: { readonly ok: number; readonly fail: number; readonly info: number };
	readonly checkers: { readonly [name: string]: CheckerResult };
	/** The way to the anomaly in words; only of a run that follows a scenario, which is short enough to be told. */
	readonly story?: readonly StoryStep[];
	readonly millis: number;
}

/** The worst of several: `false`, then `unknown`, then `true`. Of none it is `unknown`: nothing was judged. */
export function worst(validities: Iterable<Validity>): Validity {
	let result: Validity | undefined;
	for (const validity of validities) {
		if (validity === false) return false;
		if (validity === 'unknown' || result === undefined) result = validity;
	}
	return result ?? 'unknown';
}
