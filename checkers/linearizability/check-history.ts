import type { Anomaly, CheckerResult, History } from '../../harness/model/index.ts';
import { canonical } from './canonical.ts';
import { explain, explainWithoutWitness } from './explain.ts';
import type { SearchLimits } from './kernel/kernel.ts';
import type { Model } from './model.ts';
import { CRASHED, type ObjectTable } from './operations.ts';
import { type Part, partOf, splitIntoObjects } from './parts.ts';
import { decidePolynomially, type PolynomialDecisions, type Refusal } from './polynomial/decide.ts';
import { defaultThreads, type SolvedPart, type SolveLimits, solve, solveInThreads } from './solve.ts';
import { findWitness, wholeOf } from './witness.ts';
import { type Witness, withoutLookahead } from './witness-judge.ts';
import { windowOf } from './witness-window.ts';

/** What a history is checked against, and how long. */
export interface CheckHistoryOptions {
	readonly model: Model;
	/** After this the answer is `unknown`. */
	readonly timeLimitMs: number;
	/** Functions to check, such as `['read', 'write']`, where a history has others that the model knows nothing of. */
	readonly only?: readonly string[];
	/** What decides; see `algorithms`. `auto` if not given. */
	readonly algorithm?: Algorithm;
	/** Memory that one search may take, in megabytes; a search that wants more answers `unknown`. 1024 if not given. */
	readonly memoryLimitMb?: number;
}

/**
 * Ways to decide. `polynomial`: a checker for this type of object, where there is one and the history qualifies; `unknown`
 * where not. `search`: any model, any history, and exponential time in the worst case. `auto`: the search where the
 * polynomial checker cannot tell.
 */
export const algorithms = ['auto', 'polynomial', 'search'] as const;
export type Algorithm = (typeof algorithms)[number];

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
	const question = prepare(history, options);
	return conclude(question, solve(question.parts, question.limits));
}

/**
 * The same, with the search in several threads where that is faster: of large histories about many objects. The answer is the
 * same.
 *
 * @param threads how many; if not given, as many as there are cores, and one where this is not the main thread
 */
export async function checkHistoryInThreads(
	history: History,
	options: CheckHistoryOptions,
	threads: number = defaultThreads(),
): Promise<CheckerResult> {
	const question = prepare(history, options);
	return conclude(question, await solveInThreads(question.parts, question.limits, threads));
}

/** What the polynomial checkers have left to the search, and what they have found. */
interface Question extends PolynomialDecisions {
	readonly history: History;
	readonly options: CheckHistoryOptions;
	readonly started: number;
	readonly limits: SolveLimits;
	readonly objects: readonly ObjectTable[];
	/** To be searched: nothing once there is a violation. */
	readonly parts: readonly Part[];
}

function prepare(history: History, options: CheckHistoryOptions): Question {
	const started = performance.now();
	const limits: SolveLimits = {
		deadline: started + options.timeLimitMs,
		memoryBytes: (options.memoryLimitMb ?? 1024) * 2 ** 20,
	};
	const { algorithm = 'auto', model } = options;
	const objects = splitIntoObjects(history, model, options.only);
	const decisions = decidePolynomially(objects, model, algorithm);
	const searched = algorithm === 'polynomial' || decisions.refused.length > 0 ? [] : decisions.left;
	const parts = searched.map((object) => partOf(history, object, model));
	return { history, options, started, limits, objects, parts, ...decisions };
}

function conclude(question: Question, solved: readonly SolvedPart[]): CheckerResult {
	const { history, options, started, limits, objects, parts, refused, left, because } = question;
	const { model } = options;
	const illegal = solved.filter(({ outcome }) => outcome === 'illegal');
	const undecided = solved.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'illegal');
	const violations = refused.length + illegal.length;
	const open = left.length - parts.length + undecided.length;
	const anomalies = explainAll(
		[
			...refused.map((one) => (own: SolveLimits) => explainEvidence(history, one, model, own)),
			...illegal.map((one) => (own: SolveLimits) => explainOne(one, own)),
		],
		limits,
		started,
	);
	return {
		valid: violations > 0 ? false : open > 0 ? 'unknown' : true,
		anomalies,
		millis: performance.now() - started,
		...(violations === 0 &&
			open > 0 && { reason: undecided.length > 0 ? reasonOf(undecided, options) : `not decided: ${because}` }),
		statistics: {
			model: model.name,
			parts: objects.length,
			operations: objects.reduce((sum, { table }) => sum + table.length, 0),
			polynomialParts: objects.length - left.length,
			searchedParts: parts.length,
			...(because !== undefined && { handedOver: because }),
			undecidedParts: open,
			configurations: solved.reduce((sum, { steps }) => sum + steps, 0),
			memoryBytesMax: solved.reduce((most, { memoryBytes }) => Math.max(most, memoryBytes), 0),
		},
	};
}

function explainAll(
	explanations: readonly ((limits: SolveLimits) => Anomaly)[],
	limits: SolveLimits,
	started: number,
): Anomaly[] {
	const now = performance.now();
	// What was hard to refuse is hard to explain. A verdict is there already, so that a moment beyond the time limit is
	// better spent than a violation left unexplained.
	const patience = explanationLimitMs + 5 * (now - started);
	const end = Math.max(now + 200, Math.min(limits.deadline, now + patience));
	const explained = explanations.slice(0, explainedMax);
	return explained.map((explanation, i) => {
		const left = Math.max(100, end - performance.now());
		return explanation({ ...limits, deadline: performance.now() + left / (explained.length - i) });
	});
}

function explainOne(solved: SolvedPart, limits: SolveLimits): Anomaly {
	const search = { ...limits, steps: Math.max(witnessSteps, 2 * solved.steps) };
	return explainPart(solved.part, windowOf(solved), search);
}

/** A polynomial checker names a few operations and says what is wrong with them; the search sees to the rest. */
function explainEvidence(history: History, { object, evidence }: Refusal, model: Model, limits: SolveLimits): Anomaly {
	const { rows, before, sentence } = evidence();
	const sorted = [...new Set(rows)].sort((a, b) => a - b);
	const part = partOf(history, object, model, sorted);
	const anomaly = explainPart(part, wholeOf(part, before?.state), { ...limits, steps: witnessSteps });
	return { ...anomaly, message: `${anomaly.message} ${sentence}` };
}

function explainPart(part: Part, unexplained: Witness, limits: SearchLimits): Anomaly {
	const search = { model: part.model, transitions: part.replay, limits, lookahead: true };
	const witness = findWitness(unexplained, search);
	if (witness === undefined) return explainWithoutWitness(part, unexplained.operations);
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
	const crashed = part.table.completed.filter((position) => position === CRASHED).length;
	const limit = {
		'out-of-time': `time ran out after ${timeLimitMs} ms`,
		'out-of-memory': `the search wanted more than ${memoryLimitMb} MB of memory`,
		'too-many-states': 'the model has more states than can be kept',
		ok: '',
		illegal: '',
	}[outcome];
	return (
		`${limit}, with ${steps} configurations tried: ${key}${others} has ${part.length} operations, ` +
		`${crashed} of them crashed, and too many orders`
	);
}
