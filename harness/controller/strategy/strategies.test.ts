import { describe, expect, it } from 'vitest';
import { registry } from '../../../registry.ts';
import { raft } from '../../../systems/index.ts';
import { planTests } from '../../campaign/plan.ts';
import type { TestOptions } from '../../model/index.ts';
import { createSimulation } from '../../runtimes/simulation/index.ts';
import { runTest } from '../run-test.ts';
import { versions } from '../versions.ts';
import { explore, runsOfASession } from './explore.ts';
import { strategies } from './strategies.ts';

const runtime = createSimulation({ keepTrace: false });
const environment = { registry, runtime, versions };

function plan(strategy: string, seeds: bigint, common = {}): TestOptions[] {
	const matrix = {
		systems: ['raft'],
		workloads: [null],
		nemeses: [null],
		strategy,
		mutants: [null],
		seeds: [{ first: 1n, last: seeds }],
		common: { timeMs: 6000, recoveryMs: 4000, ...common },
	};
	return [...planTests(matrix, registry, runtime)];
}

describe.each(strategies)('the strategy $name', ({ name, draw }) => {
	it('draws the same for the same seed', () => {
		for (const seed of ['1', '2', '3']) {
			expect(draw(raft, registry, runtime, seed)).toEqual(draw(raft, registry, runtime, seed));
		}
	});

	it('leaves what the caller says', () => {
		const given = { nodeCount: 4, rate: 30, concurrency: 3, delays: { kind: 'drawn', meanMs: 2, untilMs: 1 } };
		for (const options of plan(name, 5n, given)) expect(options).toMatchObject(given);
	});

	it('accuses no correct system, for the network is good again when everything is healed', {
		timeout: 60_000,
	}, async () => {
		for (const options of plan(name, 4n)) {
			const { verdict } = await runTest(options, environment);
			const accusers = Object.entries(verdict.checkers).filter(([, { valid }]) => valid === false);
			expect(accusers).toEqual([]);
			expect(verdict.operations.ok).toBeGreaterThan(100);
		}
	});
});

describe('strategies', () => {
	it('differ: random breaks everything each time, swarm another subset under another load, pct holds chains of messages back', () => {
		const kinds = (strategy: string): Set<string> => new Set(plan(strategy, 20n).map(({ nemeses }) => nemeses.join()));
		expect(kinds('random').size).toBe(1);
		expect(kinds('swarm').size).toBeGreaterThan(15);
		const delays = (strategy: string): Set<string | undefined> =>
			new Set(plan(strategy, 40n).map((options) => options.delays?.kind));
		expect(delays('swarm')).toEqual(new Set([undefined, 'drawn']));
		expect(delays('pct')).toEqual(new Set(['priorities']));
		const loads = (strategy: string): Set<string> =>
			new Set(plan(strategy, 40n).map(({ concurrency, rate }) => `${concurrency} clients, ${rate} a second`));
		expect(loads('random')).toEqual(new Set(['10 clients, 100 a second']));
		const drawn = ['5 clients, 20 a second', '10 clients, 100 a second', '20 clients, 200 a second'];
		for (const strategy of ['swarm', 'pct', 'coverage']) expect(loads(strategy)).toEqual(new Set(drawn));
	});
});

describe('explore', () => {
	it('goes on from what is new: the same as before until the last branch, and another run after it', async () => {
		const [options] = plan('coverage', 1n) as [TestOptions];
		const runs = [];
		for await (const run of explore(options, environment)) runs.push(run);
		expect(runs).toHaveLength(runsOfASession);
		expect(runs[0]?.options.branches).toBeUndefined();
		expect(new Set(runs.map(({ verdict }) => verdict.traceHash)).size).toBe(runsOfASession);
		for (const run of runs.slice(1)) {
			const { branches = [] } = run.options;
			const parent = runs.find(
				(other) => JSON.stringify(other.options.branches ?? []) === JSON.stringify(branches.slice(0, -1)),
			);
			const until = (branches.at(-1)?.atMs ?? 0) * 1e6;
			const earlier = (events: Iterable<{ readonly time: number }>): unknown[] =>
				[...events].filter(({ time }) => time < until);
			expect(earlier(run.history.events())).toEqual(earlier(parent?.history.events() ?? []));
			expect(earlier(run.faults)).toEqual(earlier(parent?.faults ?? []));
		}
	});

	it('is the same each time, and each of its runs can be run again by itself', async () => {
		const [options] = plan('coverage', 1n, { timeMs: 3000, recoveryMs: 1000 }) as [TestOptions];
		const hashes = async (): Promise<string[]> => {
			const found: string[] = [];
			for await (const { verdict } of explore(options, environment)) found.push(verdict.traceHash as string);
			return found;
		};
		const first = await hashes();
		expect(await hashes()).toEqual(first);
		let last: TestOptions = options;
		for await (const run of explore(options, environment)) last = run.options;
		expect((await runTest(last, environment)).verdict.traceHash).toBe(first.at(-1));
	});
});
