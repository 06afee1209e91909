import { AbortedError, type RunEnvironment, runTest } from '../controller/run-test.ts';
import type { Anomaly, RunRecord } from '../model/index.ts';
import { createSimulation } from '../runtimes/simulation/index.ts';
import { type Candidate, tidy } from './candidate.ts';
import { type AnomalyKind, findingsOf, sameKind } from './kind.ts';

/** Where in a run its failure shows. Nanoseconds. */
export interface Failure {
	readonly record: RunRecord;
	readonly anomaly: Anomaly;
	/** When the first operation of the proof was invoked, or the invariant broke. */
	readonly from: number;
	/** When the failure was complete: nothing that comes later matters. */
	readonly to: number;
}

export interface TrialLimits {
	/** Wall time. */
	readonly budgetMs: number;
	/**
	 * How much may be simulated in all, in node-seconds of virtual time. Unlike the budget it is the same on every machine,
	 * so that shrinking ends at the same candidate.
	 */
	readonly nodeSecondsMax: number;
}

/** There is no time left to try another candidate. */
export class TrialsEnded extends Error {
	override readonly name = 'TrialsEnded';
	readonly reason: 'budget' | 'effort';
	constructor(reason: TrialsEnded['reason']) {
		super(reason);
		this.reason = reason;
	}
}

/** Tries candidates, and keeps the last one that failed in the same way: every pass starts from the `best` so far. */
export class Trials {
	best: Candidate;
	failure: Failure;
	count = 0;
	readonly #kind: AnomalyKind;
	readonly #environment: RunEnvironment;
	readonly #limits: TrialLimits;
	readonly #startedAt = performance.now();
	/** What was tried in vain. */
	readonly #refuted = new Set<string>();
	#nodeSeconds = 0;

	/** @param environment that of a trial */
	constructor(first: Candidate, failure: Failure, kind: AnomalyKind, environment: RunEnvironment, limits: TrialLimits) {
		this.best = first;
		this.failure = failure;
		this.#kind = kind;
		this.#environment = environment;
		this.#limits = limits;
	}

	/**
	 * Whether a candidate fails in the same way; then it is the best so far. What depends on luck is given `seedCount` more
	 * chances: seeds 1, 2, 3, … of which the first that fails is kept.
	 */
	async accepts(candidate: Candidate, seedCount = 0): Promise<boolean> {
		const tidied = tidy(candidate);
		for (let i = 0; i <= seedCount; i++) {
			const seed = i === 0 ? tidied.seed : String(i);
			if (i > 0 && seed === tidied.seed) continue;
			if (await this.#tryOne({ ...tidied, seed })) return true;
		}
		return false;
	}

	async #tryOne(candidate: Candidate): Promise<boolean> {
		const { timeMs: _, ...decisive } = candidate;
		const key = JSON.stringify(decisive);
		if (this.#refuted.has(key)) return false;
		this.#assertTimeLeft();
		this.count++;
		this.#nodeSeconds += (candidate.nodeCount * candidate.scenario.endMs) / 1000;
		const failure = await runAndJudge(candidate, this.#kind, this.#environment);
		if (failure === undefined) {
			this.#refuted.add(key);
			return false;
		}
		this.best = candidate;
		this.failure = failure;
		return true;
	}

	#assertTimeLeft(): void {
		this.#environment.signal?.throwIfAborted();
		if (performance.now() - this.#startedAt > this.#limits.budgetMs) throw new TrialsEnded('budget');
		if (this.#nodeSeconds > this.#limits.nodeSecondsMax) throw new TrialsEnded('effort');
	}
}

/** Nothing is written, and nothing judged but what failed. */
export function trialEnvironment(
	{ registry, versions, signal }: RunEnvironment,
	{ checker }: AnomalyKind,
): RunEnvironment {
	const runtime = createSimulation({ keepTrace: false });
	return { registry, versions, runtime, checkers: [checker], ...(signal && { signal }) };
}

/** Nothing when it does not fail in this way, or cannot be run at all: a cluster may be too small for its system. */
export async function runAndJudge(
	candidate: Candidate,
	kind: AnomalyKind,
	environment: RunEnvironment,
): Promise<Failure | undefined> {
	let record: RunRecord;
	try {
		record = await runTest(candidate, environment);
	} catch (error) {
		if (error instanceof AbortedError) throw error;
		return undefined;
	}
	const found = findingsOf(record).find((finding) => sameKind(finding.kind, kind));
	return found === undefined ? undefined : { record, anomaly: found.anomaly, ...spanOf(found.anomaly, record) };
}

function spanOf({ operations, details }: Anomaly, { history }: RunRecord): { from: number; to: number } {
	const brokenAt = details?.['timeNanos'];
	if (typeof brokenAt === 'number') return { from: brokenAt, to: brokenAt };
	const end = history.length === 0 ? 0 : history.event(history.length - 1).time;
	const stalledUntil = details?.['toNanos'];
	if (operations.length === 0) return { from: 0, to: end };
	const proof = operations.map((index) => history.operation(index));
	const completed = proof.map(({ completedAt }) => completedAt).filter(Number.isFinite);
	return {
		from: Math.min(...proof.map(({ invokedAt }) => invokedAt)),
		to: typeof stalledUntil === 'number' || completed.length === 0 ? end : Math.max(...completed),
	};
}
