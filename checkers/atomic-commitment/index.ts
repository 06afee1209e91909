import type { Checker, CheckerInput, CheckerOptions } from '../../harness/model/index.ts';
import { blockingMeter } from './blocking-meter.ts';
import { gather } from './evidence.ts';
import { brokenRules } from './rules.ts';

/**
 * The checker `atomic-commitment`: the five properties AC1 to AC5 of atomic commitment (Bernstein, Hadzilacos and Goodman,
 * *Concurrency Control and Recovery in Database Systems*, 1987, section 7.3), from what nodes' durable logs say of votes
 * and decisions, and from what clients were told.
 *
 * It reads operations `log`, whose result is `{ node, transactions, inDoubt }` (`evidence.ts`); some in the middle of the
 * run, so that a change of mind between two of them shows, and each node's whole log (`last: null`) in the end. The option
 * `boundMs` (5 s if not given) is for AC5: so long after the last fault is healed everybody must have decided.
 *
 * Its statistics are those of the blocking meter (`blocking-meter.ts`).
 */
export const atomicCommitment: Checker = {
	name: 'atomic-commitment',
	description: 'all nodes decide the same about a transaction, for good, and commit only with all votes (AC1 to AC5)',
	async check(input, options) {
		const started = performance.now();
		const judgement = judge(input, boundOf(options));
		return { ...judgement, millis: performance.now() - started };
	},
};

function judge(input: CheckerInput, boundMs: number) {
	const evidence = gather(input);
	const statistics = {
		logsRead: evidence.readings.length,
		transactions: new Set([...evidence.finalLogs.values()].flatMap((log) => log.transactions.map(({ tx }) => tx))).size,
		...blockingMeter(evidence, input.faults),
	};
	const anomalies = brokenRules(evidence, input.faults, boundMs);
	if (anomalies.length > 0) return { valid: false as const, anomalies, statistics };
	if (evidence.finalLogs.size === 0) {
		const reason = 'no node was asked for its whole log, so votes and decisions are not known';
		return { valid: 'unknown' as const, anomalies, statistics, reason };
	}
	return { valid: true as const, anomalies, statistics };
}

function boundOf(options: CheckerOptions): number {
	const bound = options['boundMs'] ?? 5_000;
	if (typeof bound === 'number' && bound > 0) return bound;
	throw new TypeError(
		`Expected the option boundMs of atomic-commitment to be a number of milliseconds above 0, got ${JSON.stringify(bound)}`,
	);
}
