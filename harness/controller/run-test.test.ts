import { getEventListeners } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { HistoryEvent, Nemesis } from '../model/index.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import { createSimulation, simulation } from '../runtimes/simulation/index.ts';
import { registry } from './fixtures/primary-system.ts';
import { loadRun, loadTrace } from './load-run.ts';
import { replay } from './replay.ts';
import { type PartialTestOptions, resolveOptions } from './resolve-options.ts';
import { AbortedError, type RunEnvironment, runTest } from './run-test.ts';

const out = mkdtempSync(join(tmpdir(), 'faultline-test-'));
afterAll(() => rmSync(out, { recursive: true }));

const environment: RunEnvironment = { registry, runtime: simulation, versions: { faultline: '0.0.0', node: '0' } };
const options = (given: Partial<PartialTestOptions> = {}): ReturnType<typeof resolveOptions> =>
	resolveOptions(
		{ system: 'primary', timeMs: 20_000, recoveryMs: 2_000, operationTimeoutMs: 500, ...given },
		registry,
		() => '1',
	);

describe('runTest', () => {
	it('drives clients at the rate that was asked for, breaks, heals, and ends with the final operations', async () => {
		const calm = await runTest(options({ nemeses: [] }), environment);
		expect(calm.verdict.operations.ok / 22).toBeGreaterThan(90);
		expect(calm.verdict.operations.ok / 22).toBeLessThan(110);

		const run = await runTest(options(), environment);
		const operations = [...run.history.operations()];
		expect(run.verdict.operations.info).toBeGreaterThan(0);
		expect(operations.slice(-3).map(({ f, type }) => `${f} ${type}`)).toEqual(['read ok', 'read ok', 'read ok']);

		const injected = run.faults.filter(({ type }) => type === 'inject').map(({ id }) => id);
		const healed = run.faults.filter(({ type }) => type === 'heal').map(({ id }) => id);
		expect(injected.length).toBeGreaterThan(1);
		expect(healed).toEqual(injected);
		expect(run.faults.at(-1)?.time).toBeLessThanOrEqual(20e9 + 1e6);
	});

	it('never uses a process again whose operation ended in info', async () => {
		const { history } = await runTest(options({ concurrency: 3 }), environment);
		const retired = new Set<number>();
		for (const { process, type } of history.events()) {
			expect(retired.has(process)).toBe(false);
			if (type === 'info') retired.add(process);
		}
		expect(retired.size).toBeGreaterThan(3);
		for (const process of retired)
			expect([...history.events()].some((event) => event.process === process + 3)).toBe(true);
	});

	it('is the same from the same seed, and another from another', async () => {
		const events = async (seed: string): Promise<HistoryEvent[]> => [
			...(await runTest(options({ seed }), environment)).history.events(),
		];
		expect(await events('5')).toEqual(await events('5'));
		expect(await events('6')).not.toEqual(await events('5'));
	});

	it('writes a folder from which the run can be loaded and replayed', async () => {
		const run = await runTest(options({ seed: '9' }), { ...environment, out });
		const directory = run.directory as string;
		expect(readdirSync(directory).toSorted()).toEqual([
			'faults.jsonl',
			'history.jsonl',
			'nodes',
			'report.html',
			'test.json',
			'trace.jsonl.gz',
			'verdict.json',
		]);
		expect(join(out, readlinkSync(join(out, 'latest')))).toBe(directory);

		const loaded = loadRun(directory);
		expect([...loaded.history.events()]).toEqual([...run.history.events()]);
		expect(loaded.faults).toEqual(run.faults);
		expect(loaded.verdict).toEqual(JSON.parse(JSON.stringify(run.verdict)));
		expect(loadTrace(directory).length).toBeGreaterThan(1000);
		expect(await replay(directory, environment)).toMatchObject({ identical: true, difference: null });
	});

	it('is unknown where nothing was judged', async () => {
		const { verdict } = await runTest(options({ timeMs: 1000 }), { ...environment, checkers: [] });
		expect(verdict).toMatchObject({ valid: 'unknown', checkers: {} });
		expect(verdict.operations.ok).toBeGreaterThan(0);
	});

	it('says what differs when a replay is not the same', async () => {
		const { directory } = await runTest(options({ seed: '10' }), { ...environment, out });
		const path = join(directory as string, 'history.jsonl');
		writeFileSync(
			path,
			readFileSync(path, 'utf8')
				.replace('"type":"invoke","f":"read"', '"type":"invoke","f":"peek"')
				.replace('"type":"ok","f":"read"', '"type":"ok","f":"peek"'),
		);
		const { identical, difference } = await replay(directory as string, environment);
		expect(identical).toBe(false);
		expect(difference).toMatch(/^Event \d+ of the history was .*peek.*, and is .*read/);
	});

	it('refuses a nemesis that finds nothing to break: a fault that was asked for and not injected is an error', async () => {
		await expect(runTest(options({ nemeses: ['aimless'] }), environment)).rejects.toThrow(
			/`aimless` was asked for and found nothing to break/,
		);
	});

	it('names one that aims at a leader in the verdict, when the others left no leader; alone it is an error', async () => {
		const { verdict } = await runTest(options({ nemeses: ['crash-n1', 'leaderless'] }), environment);
		expect(verdict.nemesesWithoutTarget).toEqual(['leaderless']);
		await expect(runTest(options({ nemeses: ['leaderless'] }), environment)).rejects.toThrow(
			/`leaderless` was asked for/,
		);
		expect((await runTest(options(), environment)).verdict.nemesesWithoutTarget).toBeUndefined();
	});

	it('ends as a run that could not be run when a fault cannot be injected, healed, or struck again in mid-cycle', async () => {
		const loop: Nemesis = {
			name: 'loop',
			description: '',
			kinds: ['crash-loop'],
			choose: () => ({ kind: 'crash-loop', nodes: ['n2'], downMs: 50, up: { kind: 'constant', ms: 50 } }),
		};
		const withLoop = { ...registry, nemeses: [...registry.nemeses, loop] };
		const failing = (method: 'inject' | 'heal', calls: number): Runtime => ({
			...simulation,
			async deploy(deployment) {
				const cluster = await simulation.deploy(deployment);
				const healthy = cluster[method].bind(cluster);
				let count = 0;
				cluster[method] = (fault, done) =>
					++count < calls ? healthy(fault, done) : done(new Error(`${method} fails`));
				return cluster;
			},
		});
		for (const [method, calls, nemesis] of [
			['inject', 1, 'crash-n1'],
			['heal', 1, 'crash-n1'],
			['inject', 3, 'loop'],
			['heal', 2, 'loop'],
		] as const) {
			const run = runTest(
				resolveOptions({ system: 'primary', nemeses: [nemesis], timeMs: 5_000 }, withLoop, () => '1'),
				{ ...environment, registry: withLoop, runtime: failing(method, calls) },
			);
			await expect(run).rejects.toThrow(`${method} fails`);
		}
	});

	it('refuses a nemesis that the runtime cannot serve, before it starts', async () => {
		const runtime = {
			...createSimulation(),
			supports: () => ({ supported: false, reason: 'it is only a test' }) as const,
		};
		await expect(runTest(options(), { ...environment, runtime, out: join(out, 'never') })).rejects.toThrow(
			/`crash-n1` needs the fault `crash`.*it is only a test/,
		);
		expect(existsSync(join(out, 'never'))).toBe(false);
	});

	it('keeps the history when a program throws in mid-run', async () => {
		let directory = '';
		const failing = runTest(options({ workload: 'explosion', nemeses: [] }), {
			...environment,
			out,
			onFolder: (path) => {
				directory = path;
			},
		});
		await expect(failing).rejects.toThrow(/The program of n1 threw: Error: as it was told/);
		const lines = readFileSync(join(directory, 'history.jsonl'), 'utf8').trimEnd().split('\n');
		expect(lines.length).toBeGreaterThan(40);
		expect(JSON.parse(lines.at(-1) as string)).toMatchObject({ f: expect.any(String) });
	});

	it('leaves nothing behind in a signal that outlives it, however it ends', async () => {
		const { signal } = new AbortController();
		await runTest(options(), { ...environment, signal });
		const failing = runTest(options({ workload: 'explosion', nemeses: [] }), { ...environment, signal });
		await expect(failing).rejects.toThrow('as it was told');
		expect(getEventListeners(signal, 'abort')).toEqual([]);
	});

	it('ends when it is interrupted, and says so', async () => {
		const controller = new AbortController();
		const running = runTest(options({ timeMs: 100_000_000 }), { ...environment, signal: controller.signal });
		setTimeout(() => controller.abort(), 100);
		await expect(running).rejects.toThrow(AbortedError);
	});

	it('says clearly that a folder cannot be written', async () => {
		await expect(runTest(options(), { ...environment, out: '/dev/null/runs' })).rejects.toThrow(
			/Cannot write the run's folder \/dev\/null\/runs.*--out/,
		);
	});
});

describe('resolveOptions', () => {
	it.each([
		[{ system: 'primari' }, /Expected a system, got `primari`. Did you mean `primary`/],
		[{ workload: 'registre' }, /Expected a workload of primary, got `registre`. Did you mean `register`/],
		[{ nemeses: ['crash-n2'] }, /Expected a nemesis, got `crash-n2`. Did you mean `crash-n1`/],
		[{ mutant: 'x' }, /Expected a mutant of primary, got `x`. There is none/],
		[{ seed: 'abc' }, /Expected a seed to be a whole number from 0 to 18446744073709551615, got `abc`/],
		[{ seed: '18446744073709551616' }, /Expected a seed/],
		[{ seed: '-1' }, /Expected a seed/],
		[{ nodeCount: 0 }, /Expected nodes to be a whole number of at least 1, got `0`/],
		[{ concurrency: 1.5 }, /Expected concurrency/],
		[{ timeMs: Number.NaN }, /Expected time/],
		[{ rate: 0 }, /Expected rate/],
	])('refuses %j', (given, message) => {
		expect(() => options(given as Partial<PartialTestOptions>)).toThrow(message);
	});
});
