import { planTests } from '../harness/campaign/plan.ts';
import { runTest } from '../harness/controller/run-test.ts';
import { versions } from '../harness/controller/versions.ts';
import { createSimulation } from '../harness/runtimes/simulation/index.ts';
import { registry } from '../registry.ts';
import type { Measurement } from './measurement.ts';

const seeds = Number(process.env['FAULTLINE_BENCH_SEEDS'] ?? 2000);
/** Names, separated by commas; all unless given. */
const wantedSystems = process.env['FAULTLINE_BENCH_SYSTEMS']?.split(',');
const runtime = createSimulation({ keepTrace: false });

/** Every correct system under a swarm of all faults: how often it is accused, and how soon it recovers. */
export async function* bench(): AsyncGenerator<Measurement> {
	for (const { name } of registry.systems) if (wantedSystems?.includes(name) ?? true) yield* judge(name);
}

async function* judge(system: string): AsyncGenerator<Measurement> {
	const accused: string[] = [];
	let [unknown, recovered, operations] = [0, 0, 0];
	const matrix = {
		systems: [system],
		workloads: [null],
		nemeses: [['swarm']],
		mutants: [null],
		seeds: [{ first: 1n, last: BigInt(seeds) }],
		common: { timeMs: 20_000 },
	};
	for (const options of planTests(matrix, registry, runtime)) {
		const { verdict } = await runTest(options, { registry, runtime, versions });
		if (verdict.valid === false) accused.push(options.seed);
		if (verdict.valid === 'unknown') unknown++;
		if (verdict.checkers['progress']?.statistics?.['progressEverySecond'] === true) recovered++;
		operations += verdict.operations.ok;
	}
	yield {
		bench: `correctness/${system}-accused`,
		value: accused.length,
		unit: 'runs',
		runs: seeds,
		seeds: accused,
		unknown,
		operations,
	};
	yield {
		bench: `correctness/${system}-progress-every-second-after-healing`,
		value: Math.round((1000 * recovered) / seeds) / 10,
		unit: '%',
		runs: seeds,
	};
}
