import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checkHistory, findModel, type Model } from '../checkers/index.ts';
import { type SimulationOptions, simulateHistory } from '../checkers/linearizability/fixtures/simulate-history.ts';
import { readHistory } from '../harness/histories/read-history.ts';
import { History } from '../harness/model/index.ts';
import { polynomial } from './checkers/polynomial.ts';
import type { Measurement } from './measurement.ts';

const recordedFolder = fileURLToPath(new URL('../../shared/histories/', import.meta.url));

const generated: readonly {
	readonly name: string;
	readonly setting: Partial<SimulationOptions>;
	readonly wrong?: true;
}[] = [
	{ name: 'register-10-clients', setting: { operations: 10_000, concurrency: 10, cas: 0 } },
	{
		name: 'register-10-clients-crashes',
		setting: { operations: 10_000, concurrency: 10, cas: 0, crashProbability: 0.01 },
	},
	{ name: 'cas-register-10-clients', setting: { operations: 10_000, concurrency: 10 } },
	{ name: 'run-of-a-minute', setting: { operations: 6000, concurrency: 10, keys: 8, crashProbability: 0.008 } },
	{
		name: 'run-of-a-minute-wrong-read',
		setting: { operations: 6000, concurrency: 10, keys: 8, crashProbability: 0.008 },
		wrong: true,
	},
];

/** How long checks take: recorded histories, where they are there, and generated ones. */
export async function* bench(): AsyncGenerator<Measurement> {
	yield* polynomial();
	for (const { name, setting, wrong } of generated) {
		const history = simulateHistory({ seed: 7, ...setting });
		const judged = wrong === true ? withWrongRead(history) : history;
		const { millis, valid } = measure(judged, 'cas-register');
		const operations = setting.operations as number;
		yield { bench: `checkers/${name}`, value: millis, unit: 'ms', valid };
		yield { bench: `checkers/${name}-per-second`, value: Math.round((operations * 1000) / millis), unit: '1/s' };
	}
	for (const clients of ['c01', 'c10', 'c50']) {
		for (const verdict of ['ok', 'bad']) {
			const file = `${recordedFolder}porcupine/kv/${clients}-${verdict}.txt`;
			if (!existsSync(file)) continue;
			const { millis, valid } = measure(readHistory(file), 'kv');
			yield { bench: `checkers/porcupine-kv-${clients}-${verdict}`, value: millis, unit: 'ms', valid };
		}
	}
}

/** The best of three. */
function measure(history: History, model: string): { millis: number; valid: boolean | 'unknown' } {
	const results = [1, 2, 3].map(() => checkHistory(history, { model: findModel(model) as Model, timeLimitMs: 60_000 }));
	return results.reduce((a, b) => (b.millis < a.millis ? b : a));
}

/** One read near the end returns what nobody wrote. */
function withWrongRead(history: History): History {
	const reads = [...history.events()].filter(({ f, type }) => f === 'read' && type === 'ok');
	const chosen = reads.at(-10)?.index;
	return History.of(
		[...history.events()].map(({ index, ...event }) => (index === chosen ? { ...event, value: -1 } : event)),
	);
}
