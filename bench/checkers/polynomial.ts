import { checkHistory, findModel, type Model } from '../../checkers/index.ts';
import { type Measurement, median } from '../measurement.ts';
import { makeUniqueValues, type ObjectName, type UniqueValuesOptions } from './unique-values.ts';

const names: readonly ObjectName[] = ['register', 'cas-register', 'set', 'queue', 'counter'];

/** How long it takes to judge a million operations on unique values, and a thousand of fifty clients. */
export async function* polynomial(): AsyncGenerator<Measurement> {
	for (const object of names) {
		for (const operations of [10_000, 100_000, 1_000_000])
			yield measure({ object, operations, clients: 10, crashed: 0, stale: false });
		for (const crashed of [0, 0.01, 0.05]) {
			if (crashed > 0) yield measure({ object, operations: 1_000_000, clients: 10, crashed, stale: false });
			yield measure({ object, operations: 1_000_000, clients: 10, crashed, stale: true });
		}
		for (const [crashed, stale] of [
			[0, false],
			[0.01, false],
			[0, true],
		] as const) {
			yield measure({ object, operations: 1000, clients: 50, crashed, stale });
		}
	}
}

/** The median of five, by CPU time as well, and the most memory that was wanted beside the history. */
function measure(options: UniqueValuesOptions): Measurement {
	const { object, operations, clients, crashed, stale } = options;
	const history = makeUniqueValues(options);
	const model = findModel(object) as Model;
	const before = process.memoryUsage().rss;
	const runs = Array.from({ length: 5 }, () => {
		const cpuBefore = process.cpuUsage();
		const { millis, valid, anomalies } = checkHistory(history, { model, algorithm: 'polynomial', timeLimitMs: 60_000 });
		const { user, system } = process.cpuUsage(cpuBefore);
		return { millis, cpuMillis: (user + system) / 1000, valid, witness: anomalies[0]?.operations.length ?? 0 };
	});
	const megabytes = Math.round((process.resourceUsage().maxRSS * 1024 - before) / 2 ** 20);
	const rounded = (values: readonly number[]) => Math.round(median(values) * 10) / 10;
	const kind = `${crashed > 0 ? `-${crashed * 100}-percent-crashed` : ''}${stale ? '-stale' : ''}`;
	return {
		bench: `checkers/polynomial-${object}-${operations}-operations-${clients}-clients${kind}`,
		value: rounded(runs.map(({ millis }) => millis)),
		unit: 'ms',
		cpuMillis: rounded(runs.map(({ cpuMillis }) => cpuMillis)),
		valid: runs[0]?.valid ?? 'unknown',
		witness: runs[0]?.witness ?? 0,
		megabytes,
	};
}
