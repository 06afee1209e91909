import { resolveOptions } from '../harness/controller/resolve-options.ts';
import { runTest } from '../harness/controller/run-test.ts';
import { versions } from '../harness/controller/versions.ts';
import { createSimulation } from '../harness/runtimes/simulation/index.ts';
import { registry } from '../registry.ts';
import { type Measurement, median, timed } from './measurement.ts';

/** A campaign's worker does many runs: its first ones, while code is compiled, say little. */
const warmUpRuns = 10;

export async function* bench(): AsyncGenerator<Measurement> {
	yield await virtualOverReal();
}

/** The main job, whole: clients, faults, recording, hashing and checking, as a campaign does it. */
async function virtualOverReal(): Promise<Measurement> {
	const runtime = createSimulation({ keepTrace: false });
	const ratios: number[] = [];
	let operations = 0;
	for (let seed = 1; seed <= warmUpRuns + 30; seed++) {
		const options = resolveOptions(
			{
				system: 'raft',
				nemeses: ['partition', 'crash'],
				nodeCount: 5,
				concurrency: 10,
				rate: 100,
				timeMs: 60_000,
				seed: String(seed),
			},
			registry,
			() => '1',
		);
		const { seconds } = await timed(async () => {
			const { verdict } = await runTest(options, { registry, runtime, versions });
			if (verdict.valid !== true) throw new Error(`Seed ${seed} is ${verdict.valid}`);
			operations += verdict.operations.ok;
		});
		if (seed > warmUpRuns) ratios.push((options.timeMs + options.recoveryMs) / 1000 / seconds);
	}
	return {
		bench: 'campaign/virtual-over-real-time',
		value: Math.round(median(ratios)),
		unit: 'x',
		best: Math.round(Math.max(...ratios)),
		operations,
	};
}
