import { build, type Histogram } from 'hdr-histogram-js';
import type { Checker, History, JsonValue } from '../harness/model/index.ts';

/**
 * The checker `statistics`: how many operations ended in which way, by function, and how long they took. It finds no
 * anomalies; but where no operation at all succeeded, nothing was tested, and the answer is `unknown`.
 */
export const statistics: Checker = {
	name: 'statistics',
	description: 'counts and latencies; unknown when no operation succeeded',
	async check({ history }) {
		const started = performance.now();
		const functions = countByFunction(history);
		const succeeded = Object.values(functions).some(({ ok }) => ok > 0);
		return {
			valid: succeeded ? true : 'unknown',
			anomalies: [],
			millis: performance.now() - started,
			...(!succeeded && { reason: reasonOf(history) }),
			statistics: { ...history.count(), functions },
		};
	},
};

interface FunctionStatistics {
	readonly [field: string]: JsonValue;
	readonly ok: number;
	readonly fail: number;
	readonly info: number;
	/** Of the operations that succeeded, in milliseconds; null when there are none. */
	readonly latencyMs: { readonly [percentile: string]: number } | null;
}

function countByFunction(history: History): { [f: string]: FunctionStatistics } {
	const counts = new Map<string, { ok: number; fail: number; info: number; latencies: Histogram }>();
	for (const { f, type, invokedAt, completedAt } of history.operations()) {
		let count = counts.get(f);
		if (count === undefined) {
			count = { ok: 0, fail: 0, info: 0, latencies: createHistogram() };
			counts.set(f, count);
		}
		count[type]++;
		if (type === 'ok') count.latencies.recordValue(Math.max(0, Math.round((completedAt - invokedAt) / 1000)));
	}
	return Object.fromEntries(
		[...counts].map(([f, { latencies, ...count }]) => [f, { ...count, latencyMs: percentiles(latencies) }]),
	);
}

/** Of microseconds, with three digits: up to a minute, and it grows for what takes longer. */
function createHistogram(): Histogram {
	const histogram = build({ highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });
	histogram.autoResize = true;
	return histogram;
}

function percentiles(latencies: Histogram): { [percentile: string]: number } | null {
	if (latencies.totalCount === 0) return null;
	const at = (percentile: number) => latencies.getValueAtPercentile(percentile) / 1000;
	return { p50: at(50), p90: at(90), p99: at(99), max: latencies.maxValue / 1000 };
}

function reasonOf(history: History): string {
	const { fail, info } = history.count();
	if (fail + info === 0) return 'nothing was tested: the history has no operations';
	return `nothing was tested: no operation succeeded (${fail} failed, ${info} ended unknown)`;
}
