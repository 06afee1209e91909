import { describe, expect, it } from 'vitest';
import { planTests } from '../harness/campaign/plan.ts';
import { runTest } from '../harness/controller/run-test.ts';
import { versions } from '../harness/controller/versions.ts';
import type { TestOptions, Verdict } from '../harness/model/index.ts';
import { createSimulation } from '../harness/runtimes/simulation/index.ts';
import { registry } from '../registry.ts';
import { systems } from './index.ts';

/** `SEEDS=2000` looks longer. */
const seeds = Number(process.env['SEEDS'] ?? 12);

async function simulate(options: TestOptions, freeze = false): Promise<Verdict> {
	const runtime = createSimulation({ keepTrace: false, freeze });
	return (await runTest(options, { registry, runtime, versions })).verdict;
}

/** What the checkers have against a run: nothing, for a correct system. */
function complaints({ checkers, seed, nemeses }: Verdict): readonly string[] {
	return Object.entries(checkers).flatMap(([name, { valid, anomalies, reason }]) =>
		valid === true
			? []
			: [`seed ${seed}, ${nemeses}: ${name} says ${valid}: ${reason ?? anomalies.map(({ message }) => message)[0]}`],
	);
}

/** Swarm runs of a workload; `null` is the default one. */
function swarmRuns(system: string, workload: string | null, count: number): Iterable<TestOptions> {
	const matrix = {
		systems: [system],
		workloads: [workload],
		nemeses: [['swarm']],
		mutants: [null],
		seeds: [{ first: 1n, last: BigInt(count) }],
		common: { timeMs: 15_000 },
	};
	return planTests(matrix, registry, createSimulation());
}

describe.each(systems.map((system) => [system.name, system] as const))('%s in the simulation', (name, system) => {
	it('is not accused, whatever breaks', async () => {
		for (const options of swarmRuns(name, null, seeds)) {
			const verdict = await simulate(options);
			expect(complaints(verdict)).toEqual([]);
			expect(verdict.operations.ok).toBeGreaterThan(0);
		}
	});

	it.each(system.workloads.map((workload) => [workload.name]))('does its workload %s', async (workload) => {
		for (const options of swarmRuns(name, workload, 3)) expect(complaints(await simulate(options))).toEqual([]);
	});

	it('does the same again from the same seed, and changes nothing that it has sent or written', async () => {
		for (const options of swarmRuns(name, null, 2)) {
			const [first, again] = [await simulate(options, true), await simulate(options)];
			expect(again.traceHash).toBe(first.traceHash);
			expect(again.operations).toEqual(first.operations);
		}
	});

	it('has its invariants watched, if it has any', async () => {
		for (const options of swarmRuns(name, null, 1)) {
			const { invariants } = (await simulate(options)).checkers;
			const watched = system.invariants?.map((invariant) => invariant.name);
			expect(invariants?.statistics?.['watched']).toEqual(watched);
			if (watched !== undefined) expect(invariants?.statistics?.['events']).toBeGreaterThan(100);
		}
	});

	it('has mutants whose names are their own and whose workloads exist', () => {
		const names = system.mutants.map((mutant) => mutant.name);
		expect(new Set(names).size).toBe(names.length);
		const workloads = system.workloads.map((workload) => workload.name);
		for (const { workload } of system.mutants) if (workload !== undefined) expect(workloads).toContain(workload);
	});
});
