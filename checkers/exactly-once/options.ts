import type { CheckerOptions, JsonValue } from '../../harness/model/index.ts';

export interface ExactlyOnceOptions {
	/** The operation that asks for something. */
	readonly operation: string;
	/** The operation that says what has happened. */
	readonly read: string;
	/** At least one; the first is what was asked for. */
	readonly outcomes: readonly (readonly string[])[];
	readonly total: number | null;
	readonly mayBeNegative: boolean;
	readonly settleMs: number;
}

export function optionsOf(options: CheckerOptions): ExactlyOnceOptions {
	const {
		operation = 'transfer',
		read = 'settled-read',
		outcomes,
		total = null,
		negative = false,
		settleMs = 8000,
	} = options;
	if (
		typeof operation !== 'string' ||
		typeof read !== 'string' ||
		!areOutcomes(outcomes) ||
		!(total === null || typeof total === 'number') ||
		typeof negative !== 'boolean' ||
		!(typeof settleMs === 'number' && settleMs > 0)
	) {
		const given = JSON.stringify({ operation, read, outcomes, total, negative, settleMs });
		throw new TypeError(
			`Expected the options of exactly-once to be { outcomes: [[effect, …], …], operation?: string, read?: string, total?: number, negative?: boolean, settleMs?: number above 0 }, got ${given}`,
		);
	}
	return { operation, read, outcomes, total, mayBeNegative: negative, settleMs };
}

function areOutcomes(value: JsonValue | undefined): value is readonly (readonly string[])[] {
	const isOutcome = (outcome: JsonValue): boolean =>
		Array.isArray(outcome) && outcome.length > 0 && outcome.every((effect) => typeof effect === 'string');
	return Array.isArray(value) && value.length > 0 && value.every(isOutcome);
}
