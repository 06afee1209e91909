import { planRuns } from '../harness/campaign/plan.ts';
import { runTest } from '../harness/controller/run-test.ts';
import { versions } from '../harness/controller/versions.ts';
import type { Mutant, System } from '../harness/model/index.ts';
import { createSimulation } from '../harness/runtimes/simulation/index.ts';
import { registry } from '../registry.ts';
import { type Measurement, timed } from './measurement.ts';

/** After so many seeds a mutant counts as not found. */
const seedsMax = 200;
const runtime = createSimulation({ keepTrace: false });

/** Every mutant under a swarm of all faults, seed after seed, until a checker finds it. */
export async function* bench(): AsyncGenerator<Measurement> {
	for (const system of registry.systems) {
		for (const mutant of system.mutants) yield await hunt(system, mutant);
	}
}

async function hunt(system: System, mutant: Mutant): Promise<Measurement> {
	let found: { seed: string; checker: string } | undefined;
	let runs = 0;
	const { cpuSeconds } = await timed(async () => {
		const matrix = {
			systems: [system.name],
			workloads: [null],
			nemeses: [['swarm']],
			mutants: [mutant.name],
			seeds: [{ first: 1n, last: BigInt(seedsMax) }],
			common: { timeMs: 60_000 },
		};
		for (const options of planRuns(matrix, registry, runtime)) {
			runs++;
			const { verdict } = await runTest(options, { registry, runtime, versions });
			const accuser = Object.entries(verdict.checkers).find(([, { valid }]) => valid === false);
			if (accuser === undefined) continue;
			found = { seed: options.seed, checker: accuser[0] };
			return;
		}
	});
	return {
		bench: `mutants/${system.name}-${mutant.name}`,
		value: runs,
		unit: 'runs',
		found: found !== undefined,
		seed: found?.seed ?? null,
		checker: found?.checker ?? null,
		cpuSeconds: Math.round(cpuSeconds * 10) / 10,
	};
}
