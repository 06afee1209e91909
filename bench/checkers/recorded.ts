import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readHistory } from '../../harness/histories/index.ts';
import { type Measurement, median } from '../measurement.ts';
import { round, timedCheck } from './rows.ts';

/** Beside the checkout, in which benchmarks run. */
const folder = `${resolve('..', 'shared', 'histories')}/`;

interface Recorded {
	readonly file: string;
	readonly model: string;
	readonly valid: boolean;
}

/** Histories that others published, by the search alone: the median and the worst of each collection. */
export function* recordedRows(): Generator<Measurement> {
	if (!existsSync(`${folder}INDEX.json`)) {
		console.error(`Skipped: the recorded histories are not in ${folder}`);
		return;
	}
	const recorded = JSON.parse(readFileSync(`${folder}INDEX.json`, 'utf8')) as readonly Recorded[];
	const groups = { 'porcupine/jepsen': 'etcd-logs', 'knossos/': 'knossos', 'porcupine/kv': 'porcupine-kv' };
	for (const [prefix, name] of Object.entries(groups)) {
		const chosen = recorded.filter(({ file }) => file.startsWith(prefix));
		const times = chosen.map(({ file, model, valid }) => {
			const history = readHistory(`${folder}${file}`);
			const modelName = ['cas-register', 'mutex', 'kv'].find((one) => model.startsWith(one)) as string;
			const runs = [1, 2, 3].map(() => timedCheck(history, modelName, 'search').result);
			const isRight = runs.every((result) => result.valid === valid);
			return { file, isRight, millis: median(runs.map(({ millis }) => millis)) };
		});
		const worst = times.reduce((a, b) => (b.millis > a.millis ? b : a));
		yield {
			bench: `checkers/recorded/${name}`,
			value: round(median(times.map(({ millis }) => millis))),
			unit: 'ms',
			worst: round(worst.millis),
			worstFile: worst.file,
			histories: times.length,
			right: times.filter(({ isRight }) => isRight).length,
		};
	}
}
