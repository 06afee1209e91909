import type { History } from '../../harness/model/index.ts';
import type { LatencyData, RateData } from './report-data.ts';
import { outcomes } from './report-data.ts';

/** An operation that has ended: in `info`, when the client gave up. */
export interface Ended {
	readonly invokedAt: number;
	readonly endedAt: number;
	readonly outcome: number;
	/** The index of its `invoke`. */
	readonly id: number;
}

/** Points in the latency chart, at most: enough to look like all of them, few enough to open at once. */
export const pointsMax = 6_000;
const slicesMax = 150;
const sliceSteps = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600];

/** In the order in which they ended. One that never did has no latency and is not among them. */
export function endedOperations(history: History): Ended[] {
	const open = new Map<number, { readonly index: number; readonly time: number }>();
	const ended: Ended[] = [];
	for (const event of history.events()) {
		const { type, process, time } = event;
		if (type === 'invoke') {
			open.set(process, event);
			continue;
		}
		const begun = open.get(process) ?? event;
		ended.push({ invokedAt: begun.time, endedAt: time, outcome: outcomes.indexOf(type), id: begun.index });
	}
	return ended;
}

export function sliceSecondsFor(durationNs: number): number {
	const wanted = durationNs / 1e9 / slicesMax;
	return sliceSteps.find((step) => step >= wanted) ?? Math.ceil(wanted);
}

export function rateOf(ended: readonly Ended[], durationNs: number): RateData {
	const sliceSeconds = sliceSecondsFor(durationNs);
	const slices = Math.floor(durationNs / 1e9 / sliceSeconds) + 1;
	const counts = outcomes.map(() => new Float64Array(slices));
	for (const { endedAt, outcome } of ended) {
		const slice = Math.min(Math.floor(endedAt / 1e9 / sliceSeconds), slices - 1);
		const column = counts[outcome] as Float64Array;
		column[slice] = (column[slice] as number) + 1;
	}
	const [ok, fail, info] = counts.map((column) => Array.from(column, (count) => significant(count / sliceSeconds)));
	return { sliceSeconds, seconds: middles(slices, sliceSeconds), ok: ok ?? [], fail: fail ?? [], info: info ?? [] };
}

export function latencyOf(ended: readonly Ended[], durationNs: number): LatencyData {
	const shown = thinOut(ended, durationNs);
	return {
		seconds: shown.map(({ invokedAt }) => significant(invokedAt / 1e9)),
		millis: shown.map(latencyMillis),
		ids: shown.map(({ id }) => id),
		outcomes: shown.map(({ outcome }) => outcome),
		total: ended.length,
		percentiles: percentilesOf(ended, durationNs),
	};
}

/** In each slice of time the fastest, the slowest, and others evenly by rank between them, so that no peak is lost. */
function thinOut(ended: readonly Ended[], durationNs: number): readonly Ended[] {
	const byStart = [...ended].sort((a, b) => a.invokedAt - b.invokedAt);
	if (byStart.length <= pointsMax) return byStart;
	const slices = intoSlices(byStart, durationNs / 300, 301);
	const perSlice = Math.floor(pointsMax / slices.length);
	return slices.flatMap((slice) => {
		if (slice.length <= perSlice) return slice;
		const byLatency = [...slice].sort((a, b) => latencyMillis(a) - latencyMillis(b));
		const kept = Array.from({ length: perSlice }, (_, i) =>
			Math.round((i * (byLatency.length - 1)) / (perSlice - 1)),
		).map((rank) => byLatency[rank] as Ended);
		return kept.sort((a, b) => a.invokedAt - b.invokedAt);
	});
}

function percentilesOf(ended: readonly Ended[], durationNs: number): LatencyData['percentiles'] {
	const sliceSeconds = sliceSecondsFor(durationNs);
	const count = Math.floor(durationNs / 1e9 / sliceSeconds) + 1;
	const okay = ended.filter(({ outcome }) => outcome === 0);
	const slices = intoSlices(okay, sliceSeconds * 1e9, count).map((slice) =>
		slice.map(latencyMillis).sort((a, b) => a - b),
	);
	return {
		seconds: middles(count, sliceSeconds),
		p50: slices.map((slice) => percentile(slice, 0.5)),
		p99: slices.map((slice) => percentile(slice, 0.99)),
	};
}

function intoSlices(ended: readonly Ended[], sliceNs: number, count: number): Ended[][] {
	const slices: Ended[][] = Array.from({ length: count }, () => []);
	for (const one of ended) slices[Math.min(Math.floor(one.invokedAt / sliceNs), count - 1)]?.push(one);
	return slices;
}

/** The smallest value that is not below this share of the values (nearest rank). */
function percentile(sorted: readonly number[], share: number): number | null {
	return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? null;
}

function middles(count: number, sliceSeconds: number): number[] {
	return Array.from({ length: count }, (_, slice) => significant((slice + 0.5) * sliceSeconds));
}

/** Never zero, for the axis is logarithmic. */
function latencyMillis({ invokedAt, endedAt }: Ended): number {
	return Math.max(significant((endedAt - invokedAt) / 1e6), 0.001);
}

function significant(value: number): number {
	return Number(value.toPrecision(6));
}
