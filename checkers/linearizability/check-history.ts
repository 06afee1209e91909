import type { Anomaly, CheckerResult, History } from '../../harness/model/index.ts';
import { canonical } from './canonical.ts';
import { explain, explainWithoutWitness } from './explain.ts';
import type { Model } from './model.ts';
import { splitIntoParts } from './parts.ts';
import { type SolvedPart, type SolveLimits, solve } from './solve.ts';
import { findWitness } from './witness.ts';
import { withoutLookahead } from './witness-judge.ts';

/** What a history is checked against, and how long. */
export interface CheckHistoryOptions {
	readonly model: Model;
	/** After this the answer is `unknown`. */
	readonly timeLimitMs: number;
	/** Functions to check, such as `['read', 'write']`, where a history has others that the model knows nothing of. */
	readonly only?: readonly string[];
	/** Memory that one search may take, in megabytes; a search that wants more answers `unknown`. 1024 if not given. */
	readonly memoryLimitMb?: number;
}

/** Explanations of violations are sought for this long, more when the search took long, and while the time limit lasts. */
const explanationLimitMs = 3000;
/** Violations that are explained: the first ones. */
const explainedMax = 3;
/** Configurations that one search for a smaller witness may expand. */
const witnessSteps = 300_000;

/**
 * Checks that a history is linearizable: that each operation can be given one instant between its invocation and its
 * completion, so that all together, in this order, are what the model allows (Herlihy and Wing 1990).
 *
 * Throws a `ModelError` when the model does not fit the history.
 */
export function checkHistory(history: History, options: CheckHistoryOptions): CheckerResult {
	const started = performance.now();
	const limits: SolveLimits = {
		deadline: started + options.timeLimitMs,
		memoryBytes: (options.memoryLimitMb ?? 1024) * 2 ** 20,
	};
	const parts = splitIntoParts(history, options.model, options.only);
	const solved = solve(parts, limits);
	const illegal = solved.filter(({ outcome }) => outcome === 'illegal');
	const undecided = solved.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'illegal');
	const anomalies = explainAll(illegal, limits, started);
	return {
		valid: illegal.length > 0 ? false : undecided.length > 0 ? 'unknown' : true,
		anomalies,
		millis: performance.now() - started,
		...(illegal.length === 0 && undecided.length > 0 && { reason: reasonOf(undecided, options) }),
		statistics: {
			model: options.model.name,
			parts: parts.length,
			operations: parts.reduce((sum, { operations }) => sum + operations.length, 0),
			undecidedParts: undecided.length,
			configurations: solved.reduce((sum, { steps }) => sum + steps, 0),
			memoryBytesMax: solved.reduce((most, { memoryBytes }) => Math.max(most, memoryBytes), 0),
		},
	};
}

function explainAll(illegal: readonly SolvedPart[], limits: SolveLimits, started: number): Anomaly[] {
	const now = performance.now();
	// What was hard to refuse is hard to explain. A verdict is there already, so that a moment beyond the time limit is
	// better spent than a violation left unexplained.
	const patience = explanationLimitMs + 5 * (now - started);
	const end = Math.max(now + 200, Math.min(limits.deadline, now + patience));
	const explained = illegal.slice(0, explainedMax);
	return explained.map((solved, i) => {
		const left = Math.max(100, end - performance.now());
		return explainOne(solved, { ...limits, deadline: performance.now() + left / (explained.length - i) });
	});
}

function explainOne({ part, steps }: SolvedPart, limits: SolveLimits): Anomaly {
	const search = {
		model: part.model,
		limits: { ...limits, steps: Math.max(witnessSteps, 2 * steps) },
		lookahead: true,
	};
	const witness = findWitness(part.operations, search);
	if (witness === undefined) return explainWithoutWitness(part, part.operations);
	const minimized = performance.now() < limits.deadline;
	const patient = { ...search, limits: { ...search.limits, deadline: limits.deadline + 1000 } };
	return (
		explain(part, witness, withoutLookahead(patient), minimized) ??
		explain(part, witness, patient, minimized) ??
		explainWithoutWitness(part, witness.operations)
	);
}

function reasonOf(
	undecided: readonly SolvedPart[],
	{ timeLimitMs, memoryLimitMb = 1024 }: CheckHistoryOptions,
): string {
	const [{ part, outcome, steps }] = undecided as [SolvedPart];
	const key = part.key === undefined ? 'the history' : `key ${canonical(part.key)}`;
	const others = undecided.length > 1 ? ` (and ${undecided.length - 1} more keys)` : '';
	const crashed = part.operations.filter(({ completed }) => completed === Number.POSITIVE_INFINITY).length;
	const limit = {
		'out-of-time': `time ran out after ${timeLimitMs} ms`,
		'out-of-memory': `the search wanted more than ${memoryLimitMb} MB of memory`,
		'too-many-states': 'the model has more states than can be kept',
		ok: '',
		illegal: '',
	}[outcome];
	return (
		`${limit}, with ${steps} configurations tried: ${key}${others} has ${part.operations.length} operations, ` +
		`${crashed} of them crashed, and too many orders`
	);
}
