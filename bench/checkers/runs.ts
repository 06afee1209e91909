import { type SimulationOptions, simulateHistory } from '../../checkers/linearizability/fixtures/simulate-history.ts';
import { History } from '../../harness/model/index.ts';
import type { Measurement } from '../measurement.ts';
import { measureRow } from './rows.ts';

const settings: readonly {
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

/** Histories as runs of this project make them. */
export function* runRows(): Generator<Measurement> {
	for (const { name, setting, wrong } of settings) {
		const right = () => simulateHistory({ seed: 7, ...setting });
		yield measureRow({ name, history: wrong === true ? () => withWrongRead(right()) : right });
	}
}

/** One read near the end returns what nobody wrote. */
function withWrongRead(history: History): History {
	const reads = [...history.events()].filter(({ f, type }) => f === 'read' && type === 'ok');
	const chosen = reads.at(-10)?.index;
	return History.of(
		[...history.events()].map(({ index, ...event }) => (index === chosen ? { ...event, value: -1 } : event)),
	);
}
