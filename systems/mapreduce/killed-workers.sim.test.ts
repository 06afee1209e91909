import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../../harness/controller/resolve-options.ts';
import { runTest } from '../../harness/controller/run-test.ts';
import { versions } from '../../harness/controller/versions.ts';
import type { Nemesis, Registry } from '../../harness/model/index.ts';
import { createSimulation } from '../../harness/runtimes/simulation/index.ts';
import { registry } from '../../registry.ts';

const everyMs = 2000;

/** Kills one of the workers every two seconds. */
const killWorkers: Nemesis = {
	name: 'kill-workers',
	description: 'kills a worker every two seconds',
	kinds: ['crash'],
	retryMs: 10,
	choose({ nodes, random, now, notes, inspect }) {
		const workers = nodes.filter((node) => inspect(node)?.['role'] === 'worker');
		if (workers.length === 0 || now < Number(notes.get('nextAt') ?? everyMs)) return undefined;
		notes.set('nextAt', now + everyMs);
		return { kind: 'crash', nodes: [random.pick(workers)] };
	},
};

const withKiller: Registry = { ...registry, nemeses: [...registry.nemeses, killWorkers] };

async function run(workload: string, seed: number) {
	const given = {
		system: 'mapreduce',
		workload,
		nemeses: ['kill-workers'],
		seed: String(seed),
		timeMs: 30_000,
		recoveryMs: 2000,
		operationTimeoutMs: 60_000,
	};
	const options = resolveOptions(given, withKiller, () => '0');
	const runtime = createSimulation({ keepTrace: false });
	const { verdict, faults, history } = await runTest(options, { registry: withKiller, runtime, versions });
	const done = [...history.operations()].filter(({ f, type }) => f === 'run' && type === 'ok');
	const lastDoneAt = Math.max(...done.map(({ completedAt }) => completedAt));
	const kills = faults.filter(({ type, time }) => type === 'inject' && time < lastDoneAt);
	return { verdict, kills: kills.map(({ time }) => time / 1e9) };
}

describe('MapReduce with five workers, of which one is killed every two seconds', () => {
	// How long a killed worker stays away is drawn from the seed: with these it is back before the next one is killed.
	it.each([2, 4])('gives the output of a sequential execution of some megabytes (seed %i)', async (seed) => {
		const { verdict, kills } = await run('big', seed);
		expect(verdict.valid).toBe(true);
		expect(verdict.checkers['mapreduce']?.statistics).toMatchObject({ jobs: 3, finished: 3 });
		expect(kills.length).toBeGreaterThanOrEqual(3);
		for (const [i, time] of kills.entries()) expect(Math.abs(time - 2 * (i + 1))).toBeLessThan(1);
	});

	it('gives it for small jobs as well, many in a row', async () => {
		for (let seed = 1; seed <= 10; seed++) {
			const { verdict, kills } = await run('small', seed);
			expect(verdict.valid).toBe(true);
			expect(kills.length).toBeGreaterThanOrEqual(3);
		}
	});
});
