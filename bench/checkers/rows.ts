import { checkHistory, findModel, type Model } from '../../checkers/index.ts';
import type { Algorithm } from '../../checkers/linearizability/check-history.ts';
import type { CheckerResult, History } from '../../harness/model/index.ts';
import { type Measurement, median } from '../measurement.ts';

export interface CheckedRow {
	/** After `checkers/`. */
	readonly name: string;
	readonly history: () => History;
	/** The model's name; cas-register if not given. */
	readonly model?: string;
	readonly algorithm?: Algorithm;
	readonly repetitions?: number;
}

const timeLimitMs = 60_000;

/** One row: the median time of a whole check, with its verdict, and what it took in memory beside the history. */
export function measureRow({ name, history, model, algorithm, repetitions = 3 }: CheckedRow): Measurement {
	const checked = history();
	const before = process.memoryUsage.rss();
	const runs = Array.from({ length: repetitions }, () => timedCheck(checked, model ?? 'cas-register', algorithm));
	const megabytes = Math.max(0, process.memoryUsage.rss() - before) / 1e6;
	const [{ result }] = runs as [ReturnType<typeof timedCheck>];
	return {
		bench: `checkers/${name}`,
		value: round(median(runs.map(({ result: { millis } }) => millis))),
		unit: 'ms',
		valid: result.valid,
		cpuMillis: round(median(runs.map(({ cpuMillis }) => cpuMillis))),
		rssGrowthMb: Math.round(megabytes),
		kernelMb: Math.round(Number(result.statistics?.['memoryBytesMax'] ?? 0) / 1e6),
		configurations: Number(result.statistics?.['configurations'] ?? 0),
		...(result.anomalies[0] && { witness: result.anomalies[0].operations.length }),
	};
}

export function timedCheck(
	history: History,
	model: string,
	algorithm: Algorithm = 'auto',
): { readonly result: CheckerResult; readonly cpuMillis: number } {
	const cpuBefore = process.cpuUsage();
	const result = checkHistory(history, { model: findModel(model) as Model, algorithm, timeLimitMs });
	const { user, system } = process.cpuUsage(cpuBefore);
	return { result, cpuMillis: (user + system) / 1000 };
}

export function round(value: number): number {
	return Number(value.toPrecision(3));
}
