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
import { duplicatedElement, lostElement, staleElement, unexpectedElement } from './anomalies.ts';
import { type Element, elementsOf } from './elements.ts';
import { type Outcome, outcomeOf } from './outcomes.ts';

/** Of each type of anomaly so many are told; `statistics` counts all. */
const toldMax = 10;
/** Elements that took longest to be seen by everybody. */
const worstMax = 8;

/**
 * The checker `set-full`, after Jepsen's: a set that only grows, with `add` of one element and `read` of all. What was
 * added must stay: an element that was known to be there and that no read shows any more is lost. An element must not be
 * listed twice in one read, nor be there without an attempt to add it. `linearizable: true` asks in addition that no read
 * that begins after an element is known misses it; without it such an element is stale, and counted.
 *
 * `unknown` when no element was ever seen for good: then nothing was tested.
 */
export const setFull: Checker = {
	name: 'set-full',
	description: 'what was added to a set is read for ever, once, and nothing else is; and how long it took to be seen',
	async check({ history }, options) {
		const started = performance.now();
		const { linearizable } = resolve(options);
		return { ...judge(history, linearizable), millis: performance.now() - started };
	},
};

interface Judged {
	readonly element: Element;
	readonly outcome: Outcome;
}

function judge(history: History, linearizable: boolean): Omit<CheckerResult, 'millis'> {
	const judged = elementsOf(history).map((element) => ({ element, outcome: outcomeOf(element) }));
	const attempted = judged.filter(({ element }) => element.add !== undefined);
	const stable = attempted.filter(({ outcome }) => outcome.kind === 'stable');
	const lost = attempted.filter(({ outcome }) => outcome.kind === 'lost');
	const stale = stable.filter(({ outcome }) => outcome.kind === 'stable' && outcome.isStale);
	const duplicated = judged.filter(({ element }) => element.duplicate !== undefined);
	const unexpected = judged.filter(({ element }) => element.unexpected !== undefined);
	const anomalies: Anomaly[] = [
		...lost.slice(0, toldMax).map(({ element }) => lostElement(element)),
		...duplicated.slice(0, toldMax).map(({ element }) => duplicatedElement(element)),
		...unexpected.slice(0, toldMax).map(({ element }) => unexpectedElement(element)),
		...(linearizable ? byLatency(stale).slice(0, toldMax) : []).map((one) => staleElement(one.element, latencyOf(one))),
	];
	return {
		...(anomalies.length > 0 ? { valid: false } : verdictWithoutAnomalies(stable.length, attempted.length)),
		anomalies,
		statistics: {
			attempted: attempted.length,
			acknowledged: attempted.filter(({ element }) => element.add?.type === 'ok').length,
			stable: stable.length,
			lost: lost.length,
			neverRead: attempted.length - stable.length - lost.length,
			stale: stale.length,
			duplicated: duplicated.length,
			unexpected: unexpected.length,
			worstStale: byLatency(stale)
				.slice(0, worstMax)
				.map((one) => ({ value: one.element.value, latencyMs: latencyOf(one) / 1e6 })),
			stableLatencyMs: quantilesOf(stable.map(latencyOf)),
			lostLatencyMs: quantilesOf(lost.map(latencyOf)),
		},
	};
}

function verdictWithoutAnomalies(stable: number, attempted: number): Pick<CheckerResult, 'valid' | 'reason'> {
	if (stable > 0) return { valid: true };
	const reason = attempted === 0 ? 'nothing was added' : 'no element was read after it was added';
	return { valid: 'unknown', reason: `nothing was tested: ${reason}` };
}

function byLatency(judged: readonly Judged[]): Judged[] {
	return judged.toSorted((a, b) => latencyOf(b) - latencyOf(a));
}

function latencyOf({ outcome }: Judged): number {
	return outcome.kind === 'never-read' ? 0 : outcome.latency;
}

function resolve({ timeLimitMs: _, linearizable = false, ...unknown }: CheckerOptions): { linearizable: boolean } {
	refuseOptions('set-full', unknown);
	if (typeof linearizable === 'boolean') return { linearizable };
	throw new UsageError(
		`Expected the option linearizable of set-full to be true or false, got ${JSON.stringify(linearizable)}`,
	);
}
