import {
	type Anomaly,
	type Checker,
	type CheckerOptions,
	type CheckerResult,
	type History,
	UsageError,
} from '../../harness/model/index.ts';
import { quantilesOf } from '../quantiles.ts';
import { refuseOptions } from '../refuse-options.ts';
import { type Element, evidenceOf } from './evidence.ts';
import {
	duplicatedElement,
	lostAnomalies,
	type Missing,
	missingByQueue,
	surplusOf,
	unexpectedElement,
	unexpectedOf,
} from './rules.ts';

/** Of each type of anomaly so many are told; `statistics` counts all. */
const toldMax = 10;

/**
 * The checker `total-queue`, after Jepsen's: what goes in must come out, in any order. Operations are `enqueue`, `dequeue`
 * (nil from an empty queue) and `drain` (all that is left, as a list).
 *
 * - `lost-element`: an acknowledged element never came out, though the queue was seen empty afterwards, and no dequeue that
 *   crashed can have taken it. Where nobody saw the queue empty, it may still be in there: that is `unknown`, unless
 *   `drained: true` says that the history ends with an empty queue.
 * - `duplicated-element`: it came out more often than it was put in. `duplicates: 'allowed'` for a queue that delivers at
 *   least once, as Jepsen takes every queue to be.
 * - `unexpected-element`: it came out and nobody had put it in.
 */
export const totalQueue: Checker = {
	name: 'total-queue',
	description: 'what was put into a queue comes out, once, and nothing else does; and how long it took',
	async check({ history }, options) {
		const started = performance.now();
		return { ...judge(history, resolve(options)), millis: performance.now() - started };
	},
};

interface Options {
	readonly duplicatesAllowed: boolean;
	readonly drained: boolean;
}

function judge(history: History, { duplicatesAllowed, drained }: Options): Omit<CheckerResult, 'millis'> {
	const evidence = evidenceOf(history);
	const { elements } = evidence;
	const missing = missingByQueue(evidence, drained);
	const lost = missing.filter(({ lostMin }) => lostMin > 0);
	const unexpected = elements.map((element) => ({ element, taken: unexpectedOf(element) }));
	const strange = unexpected.filter(({ taken }) => taken.length > 0);
	const duplicated = elements.filter((element) => surplusOf(element) > 0);
	const anomalies: Anomaly[] = [
		...lost.flatMap((one) => lostAnomalies(one, toldMax)).slice(0, toldMax),
		...(duplicatesAllowed ? [] : duplicated.slice(0, toldMax).map(duplicatedElement)),
		...strange.slice(0, toldMax).map(({ element, taken }) => unexpectedElement(element, taken)),
	];
	const acknowledged = sum(elements, acknowledgedOf);
	return {
		...(anomalies.length > 0 ? { valid: false } : verdictWithoutAnomalies(missing, acknowledged)),
		anomalies,
		statistics: {
			attempted: sum(elements, ({ attempts }) => attempts.length),
			acknowledged,
			taken: sum(elements, ({ taken }) => taken.length),
			lost: missing.reduce((total, { lostMin }) => total + lostMin, 0),
			missing: missing.reduce((total, { enqueues }) => total + enqueues.length, 0),
			duplicated: sum(elements, surplusOf),
			unexpected: strange.reduce((total, { taken }) => total + taken.length, 0),
			recovered: sum(elements, recoveredOf),
			visibleAfterMs: quantilesOf(elements.flatMap(latenciesOf)),
		},
	};
}

function verdictWithoutAnomalies(
	missing: readonly Missing[],
	acknowledged: number,
): Pick<CheckerResult, 'valid' | 'reason'> {
	if (acknowledged === 0) return { valid: 'unknown', reason: 'nothing was tested: no enqueue was acknowledged' };
	const open = missing.find(({ enqueues }) => enqueues.length > 0);
	if (open === undefined) return { valid: true };
	const { enqueues, beforeEmpty, takers } = open;
	if (beforeEmpty.length < enqueues.length) {
		const many = enqueues.length - beforeEmpty.length;
		const reason = `${many} acknowledged elements never came out, but nobody saw the queue empty after they went in: end with a drain`;
		return { valid: 'unknown', reason };
	}
	const reason = `${enqueues.length} acknowledged elements never came out, but ${takers.length} dequeues crashed and may have taken them`;
	return { valid: 'unknown', reason };
}

function acknowledgedOf({ attempts }: Element): number {
	return attempts.filter(({ type }) => type === 'ok').length;
}

/** What came out although nobody knew that it had gone in. */
function recoveredOf(element: Element): number {
	const { attempts, taken } = element;
	return Math.max(0, Math.min(taken.length, attempts.length) - acknowledgedOf(element));
}

/** From the moment when an element was known to be in until it came out; the k-th that went in with the k-th that came out. */
function latenciesOf({ attempts, taken }: Element): number[] {
	const known = attempts.filter(({ type }) => type === 'ok').sort((a, b) => a.completed - b.completed);
	const out = taken.toSorted((a, b) => a.completed - b.completed);
	return known
		.slice(0, out.length)
		.map(({ completedAt }, i) => Math.max(0, (out[i]?.completedAt as number) - completedAt));
}

function sum(elements: readonly Element[], count: (element: Element) => number): number {
	return elements.reduce((total, element) => total + count(element), 0);
}

function resolve({ timeLimitMs: _, duplicates = 'refused', drained = false, ...unknown }: CheckerOptions): Options {
	refuseOptions('total-queue', unknown);
	if (duplicates !== 'refused' && duplicates !== 'allowed') {
		throw new UsageError(
			`Expected the option duplicates of total-queue to be refused or allowed, got ${JSON.stringify(duplicates)}`,
		);
	}
	if (typeof drained === 'boolean') return { duplicatesAllowed: duplicates === 'allowed', drained };
	throw new UsageError(
		`Expected the option drained of total-queue to be true or false, got ${JSON.stringify(drained)}`,
	);
}
