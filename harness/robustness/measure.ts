import type { Fault, FigureName, History, NodeId, RunRecord, Usage } from '../model/index.ts';
import type { Reign, Sighting } from './probe.ts';

/** What one run gives for each figure; absent where a figure has no meaning. */
export type Measured = { readonly [name in FigureName]?: number | null };

/** A run with what was seen of it from outside. */
export interface ObservedRun {
	readonly run: Pick<RunRecord, 'options' | 'history' | 'faults' | 'verdict'>;
	readonly sightings: readonly Sighting[];
	readonly usage: Usage | null;
	/** When the fault began and ended as planned, and when the clients stopped, in milliseconds; for runs without faults. */
	readonly plannedMs: { readonly fault: number; readonly healing: number; readonly end: number };
}

const nanosPerMs = 1e6;
const nanosPerSecond = 1e9;
/** First elections, and connections that are being made, are not what a healthy cluster does. */
const warmUpNanos = 2 * nanosPerSecond;
const windowNanos = 100 * nanosPerMs;
/** Throughput is back when it is this share of what it was. */
const recoveredShare = 0.9;

export function measure(observed: ObservedRun): Measured {
	const phases = phasesOf(observed);
	const operations = operationsOf(observed.run.history);
	return {
		...byPhase(operations, phases),
		...availability(operations, phases),
		...recovery(operations, phases),
		...succession(observed),
		unknownOutcomes: observed.run.verdict.operations.info,
		...costOf(observed, operations.length),
		...blocking(observed),
		...repetition(observed.sightings),
	};
}

interface Phases {
	readonly before: Span;
	readonly during: Span;
	readonly after: Span;
}

/** From the one to the other, in nanoseconds. */
interface Span {
	readonly from: number;
	readonly to: number;
}

/** As they really were: a fault takes a while to take effect, and to be healed. */
function phasesOf({ run: { faults }, plannedMs }: ObservedRun): Phases {
	const injected = faults.find(({ type }) => type === 'inject')?.time ?? plannedMs.fault * nanosPerMs;
	const healed = faults.findLast(({ type }) => type === 'heal')?.time ?? plannedMs.healing * nanosPerMs;
	return {
		before: { from: Math.min(warmUpNanos, injected / 2), to: injected },
		during: { from: injected, to: healed },
		after: { from: healed, to: Math.max(healed, plannedMs.end * nanosPerMs) },
	};
}

/** An operation as its client lived it. */
interface Lived {
	readonly begunAt: number;
	/** When it succeeded; nothing if it did not. */
	readonly okAt: number | undefined;
}

function operationsOf(history: History): readonly Lived[] {
	return [...history.operations()].map(({ type, invokedAt, completedAt }) => ({
		begunAt: invokedAt,
		okAt: type === 'ok' ? completedAt : undefined,
	}));
}

function isIn({ from, to }: Span, time: number | undefined): boolean {
	return time !== undefined && time >= from && time < to;
}

function byPhase(operations: readonly Lived[], { before, during, after }: Phases): Measured {
	return {
		throughputBefore: throughput(operations, before),
		throughputDuring: throughput(operations, during),
		throughputAfter: throughput(operations, after),
		latencyP50Before: latency(operations, before, 0.5),
		latencyP50During: latency(operations, during, 0.5),
		latencyP50After: latency(operations, after, 0.5),
		latencyP99Before: latency(operations, before, 0.99),
		latencyP99During: latency(operations, during, 0.99),
		latencyP99After: latency(operations, after, 0.99),
	};
}

/** Successes a second. */
function throughput(operations: readonly Lived[], span: Span): number {
	const successes = operations.filter(({ okAt }) => isIn(span, okAt)).length;
	return successes / ((span.to - span.from) / nanosPerSecond);
}

/** Of the operations that began in the span and succeeded, whenever: the smallest latency that so many of them stay within. */
function latency(operations: readonly Lived[], span: Span, share: number): number | null {
	const latencies = operations
		.flatMap(({ begunAt, okAt }) => (isIn(span, begunAt) && okAt !== undefined ? [okAt - begunAt] : []))
		.sort((a, b) => a - b);
	const nanos = latencies[Math.max(0, Math.ceil(share * latencies.length) - 1)];
	return nanos === undefined ? null : nanos / nanosPerMs;
}

function availability(operations: readonly Lived[], { during }: Phases): Measured {
	const begun = operations.filter(({ begunAt }) => isIn(during, begunAt));
	const succeeded = begun.filter(({ okAt }) => okAt !== undefined).length;
	const windows = Math.floor((during.to - during.from) / windowNanos);
	const withProgress = new Set<number>();
	for (const { okAt } of operations) {
		const window = okAt === undefined ? -1 : Math.floor((okAt - during.from) / windowNanos);
		if (window >= 0 && window < windows) withProgress.add(window);
	}
	return {
		...(begun.length > 0 && { operationsAvailable: (100 * succeeded) / begun.length }),
		...(windows > 0 && { windowsAvailable: (100 * withProgress.size) / windows }),
	};
}

/** Looks at seconds that begin every 100 ms after the healing, for the first in which enough succeeds. */
function recovery(operations: readonly Lived[], { before, after }: Phases): Measured {
	const wanted = recoveredShare * throughput(operations, before);
	if (wanted === 0) return {};
	for (let from = after.from; from + nanosPerSecond <= after.to; from += windowNanos) {
		const second = { from, to: from + nanosPerSecond };
		if (throughput(operations, second) >= wanted) return { recovery: (from - after.from) / nanosPerMs };
	}
	return { recovery: null };
}

/** Only where the fault took the primary out of the way. */
function succession({ run: { faults, options }, sightings }: ObservedRun): Measured {
	const struck = faults.find(({ type }) => type === 'inject');
	const before = sightings.findLast(({ time }) => struck !== undefined && time <= struck.time)?.primary;
	if (struck === undefined || before == null || !deposes(struck.fault, before.node, options.nodeCount)) return {};
	const next = sightings.find(
		({ time, primary }) => time > struck.time && primary !== null && isAnother(primary, before),
	);
	return { newPrimary: next === undefined ? null : (next.time - struck.time) / nanosPerMs };
}

/** Killed, stopped, or cut off from so many that no majority is left with it; one that is merely slow goes on leading. */
function deposes(fault: Fault, node: NodeId, nodeCount: number): boolean {
	if (fault.kind === 'crash' || fault.kind === 'pause' || fault.kind === 'disk-full') return fault.nodes.includes(node);
	if (fault.kind !== 'cut') return false;
	const outOfTouch = new Set(fault.links.flatMap(({ from, to }) => (to === node ? [from] : from === node ? [to] : [])));
	return nodeCount - outOfTouch.size <= nodeCount / 2;
}

function isAnother(reign: Reign, before: Reign): boolean {
	return reign.node !== before.node || reign.number > before.number;
}

function costOf({ usage }: ObservedRun, operations: number): Measured {
	if (usage === null || operations === 0) return {};
	return { messagesPerOperation: usage.messages / operations, syncsPerOperation: usage.syncs / operations };
}

/** What the blocking meter of atomic commitment has seen. */
function blocking({ run: { verdict } }: ObservedRun): Measured {
	const { totalMs, lockSeconds } = verdict.checkers['atomic-commitment']?.statistics ?? {};
	if (typeof totalMs !== 'number' || typeof lockSeconds !== 'number') return {};
	return { blocked: totalMs, lockSeconds };
}

/** A primary that was replaced, or has restarted, counts its attempts anew. */
function repetition(sightings: readonly Sighting[]): Measured {
	const attempts = new Map<string, number>();
	let tasks = 0;
	for (const { primary, work } of sightings) {
		if (primary === null || work === null) continue;
		attempts.set(`${primary.node} ${primary.number}`, work.attempts);
		tasks = Math.max(tasks, work.tasks);
	}
	if (attempts.size === 0) return {};
	const given = [...attempts.values()].reduce((sum, count) => sum + count, 0);
	return { tasksDoneAgain: Math.max(0, given - tasks) };
}
