import * as twoPhase from '../two-phase-commit/options.ts';

/** Durations in milliseconds of the node's own clock. */
export interface ThreePhaseOptions extends twoPhase.CommitOptions {
	/**
	 * Who has not answered by then has failed. Here that is no guess: three-phase commit is for networks that deliver every
	 * message in time.
	 */
	readonly answerTimeoutMs: number;
}

export const defaultOptions: ThreePhaseOptions = { ...twoPhase.defaultOptions, answerTimeoutMs: 80 };
