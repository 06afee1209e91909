import { describe, expect, it } from 'vitest';
import { registry } from '../../registry.ts';
import { type PartialTestOptions, resolveOptions } from '../controller/resolve-options.ts';
import { type RunEnvironment, runTest } from '../controller/run-test.ts';
import { versions } from '../controller/versions.ts';
import type { RunRecord } from '../model/index.ts';
import { createSimulation } from '../runtimes/simulation/index.ts';
import { findingsOf } from './kind.ts';
import { formatRepro } from './repro.ts';
import { shrink } from './shrink.ts';

const environment: RunEnvironment = { registry, runtime: createSimulation({ keepTrace: false }), versions };
const budgetMs = 300_000;

function runOf(given: PartialTestOptions): Promise<RunRecord> {
	return runTest(
		resolveOptions(given, registry, () => '1'),
		environment,
	);
}

/** The first run, seed by seed, in which this anomaly is found. */
async function failingRun(mutant: string, nemeses: readonly string[], anomaly = 'nonlinearizable'): Promise<RunRecord> {
	for (let seed = 1; ; seed++) {
		const run = await runOf({ system: 'raft', mutant, nemeses, seed: String(seed), timeMs: 8000, recoveryMs: 2000 });
		if (findingsOf(run).some(({ kind }) => kind.type === anomaly)) return run;
	}
}

describe('shrink', () => {
	it('comes to the same few events, byte by byte, each time', { timeout: 300_000 }, async () => {
		const run = await failingRun('stale-reads', ['partition', 'crash']);
		const first = await shrink(run, environment, { budgetMs });
		const second = await shrink(run, environment, { budgetMs });
		expect(formatRepro(second.repro)).toBe(formatRepro(first.repro));
		expect(first.ended).toBe('smallest');
		expect(first.after.faults).toBeLessThanOrEqual(3);
		expect(first.after.operations).toBeLessThanOrEqual(6);
		expect(first.after.nodes).toBeLessThanOrEqual(3);
		expect(first.before.operations).toBeGreaterThan(300);
		expect(first.repro.found).toEqual({ checker: 'linearizability', type: 'nonlinearizable', f: 'read' });
		expect(first.repro.story.at(-1)).toMatch(
			/client \d+ reads k\d+ = .* from n\d: (stale|missing), .* was acknowledged/,
		);
	});

	it('keeps what invariants found', { timeout: 300_000 }, async () => {
		const run = await failingRun('quorum-too-small', ['partition'], 'election-safety');
		const { repro, after } = await shrink(run, environment, { budgetMs, anomaly: 'election-safety' });
		expect(repro.found).toEqual({ checker: 'invariants', type: 'election-safety', f: null });
		expect(after.operations).toBeLessThanOrEqual(1);
		expect(repro.story.at(-1)).toMatch(/both lead term \d+$/);
	});

	it('keeps what it has when its time is over, or nobody waits any longer', async () => {
		const run = await failingRun('stale-reads', ['partition', 'crash']);
		const hurried = await shrink(run, environment, { budgetMs: 0 });
		expect(hurried).toMatchObject({ ended: 'budget', candidates: 0 });
		expect(hurried.after).toEqual(hurried.before);
		const controller = new AbortController();
		const onProgress = (): void => controller.abort();
		const { signal } = controller;
		const interrupted = await shrink(run, { ...environment, signal }, { budgetMs, onProgress });
		expect(interrupted.ended).toBe('interrupted');
		expect(interrupted.after.operations).toBeLessThan(interrupted.before.operations);
		await expect(shrink(run, { ...environment, signal }, { budgetMs })).rejects.toThrow(/nterrupted|aborted/);
	});

	it('says what is wrong with a run that it cannot shrink', async () => {
		const valid = await runOf({ system: 'raft', nemeses: [], timeMs: 1000, recoveryMs: 0, seed: '1' });
		await expect(shrink(valid, environment, { budgetMs })).rejects.toThrow(/Expected a run that failed/);
		const run = await failingRun('stale-reads', ['partition', 'crash']);
		await expect(shrink(run, environment, { budgetMs, anomaly: 'G0' })).rejects.toThrow(/It shows: nonlinearizable/);
		const real = { ...run, options: { ...run.options, runtime: 'process' as const } };
		await expect(shrink(real, environment, { budgetMs })).rejects.toThrow(/Expected a simulation/);
		const repaired = { ...run, options: { ...run.options, mutant: null } };
		await expect(shrink(repaired, environment, { budgetMs })).rejects.toThrow(/does not show `nonlinearizable` again/);
	});
});
