import type { Anomaly, Checker, CheckerInput } from '../../harness/model/index.ts';
import { type Evidence, gather } from './evidence.ts';
import { type ExactlyOnceOptions, optionsOf } from './options.ts';
import { brokenRules } from './rules.ts';

/**
 * The checker `exactly-once`: everything that a client was promised has happened in the end, once, and as a whole. It is for
 * systems that promise first and work later, by messages that may be lost and repeated: transfers with an outbox, sagas
 * with compensation, job queues. It asks nothing about the time in between.
 *
 * **What it reads.** Operations that ask for something (`transfer`, or the option `operation`), whose argument is an id, or has a
 * field `id`. `ok` is a promise, `fail` says that it will never happen, after `info` either is right. The same id may be
 * asked for several times.
 *
 * And operations `settled-read` (option `read`) after everything was healed, which return
 *
 * - `{ settled: true, effects: { <id>: [<effect>, …], … }, balances: { <account>: <number>, … } }`: nothing is under way
 *   any more, and this is all that has happened because of each id, every effect as often as it was applied;
 * - `{ settled: false, waitingFor: <whatever> }`: even after a while there was something under way.
 *
 * **Options.**
 *
 * - `outcomes`: what may become of one, each a list of effects: `[['debit', 'credit'], ['debit', 'refused', 'refund']]`. The first
 *   one is what was asked for, the others are how it is taken back. For a job queue, `[['done']]`;
 * - `total`: what all `balances` make together. Without it, and without `balances`, only effects are judged;
 * - `negative: true` allows balances below zero;
 * - `settleMs`: so long after the last fault is healed everything must be settled, 8 s if not given.
 *
 * **Anomalies.**
 *
 * - `lost-effect`: it was promised, and nothing happened;
 * - `doubled-effect`: an effect was applied more often than once;
 * - `unexpected-effect`: an effect of something that failed, or that nobody has asked for;
 * - `half-done`: some effects of an outcome, but not the others;
 * - `uncompensated`: it was to be taken back, and was not, or not completely;
 * - `contradictory-effects`: done and taken back, both;
 * - `not-conserved`: the balances do not make the total, though all effects are as they should be;
 * - `negative-balance`: in any operation that returns `balances`;
 * - `not-settled`: long enough after healing something was still under way.
 */
export const exactlyOnce: Checker = {
	name: 'exactly-once',
	description: 'once everything has come to rest, what was promised has happened exactly once, or was taken back',
	async check(input, options) {
		const started = performance.now();
		const judgement = judge(input, optionsOf(options));
		return { ...judgement, millis: performance.now() - started };
	},
};

function judge(input: CheckerInput, options: ExactlyOnceOptions) {
	const evidence = gather(input, options);
	const anomalies: readonly Anomaly[] = brokenRules(evidence, options);
	const { requests, settled } = evidence;
	const ends = [...requests.values()];
	const statistics = {
		promised: ends.filter(({ promisedAt }) => promisedAt !== undefined).length,
		refused: ends.filter(({ mayHappen }) => !mayHappen).length,
		unknown: ends.filter(({ promisedAt, mayHappen }) => promisedAt === undefined && mayHappen).length,
		settledReads: settled.length,
		outcomes: countOutcomes(settled.at(-1)?.effects ?? new Map()),
	};
	if (anomalies.length > 0) return { valid: false as const, anomalies, statistics };
	const reason = whyUnknown(evidence, options);
	if (reason !== undefined) return { valid: 'unknown' as const, anomalies, statistics, reason };
	return { valid: true as const, anomalies, statistics };
}

function whyUnknown(
	{ settled, unsettled, balances }: Evidence,
	{ read, total }: ExactlyOnceOptions,
): string | undefined {
	if (settled.length === 0 && unsettled.length === 0) {
		return `no operation \`${read}\` succeeded, so what has happened is not known`;
	}
	if (settled.length === 0) {
		return `no operation \`${read}\` found everything settled, but they came too soon after the last fault to say that it never will be`;
	}
	if (total !== null && !balances.some(({ isSettled }) => isSettled)) {
		return `no operation \`${read}\` returned balances, so their total is not known`;
	}
	return undefined;
}

/** How often each combination of effects is there: `debit+credit`. */
function countOutcomes(effects: ReadonlyMap<string, readonly string[]>): Readonly<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const list of effects.values()) {
		const name = [...list].sort().join('+');
		counts[name] = (counts[name] ?? 0) + 1;
	}
	return counts;
}
