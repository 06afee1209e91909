import { describe, expect, it } from 'vitest';
import type { Fault, Nemesis, RunRecord } from '../model/index.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import { registry } from './fixtures/primary-system.ts';
import { resolveOptions } from './resolve-options.ts';
import { runTest } from './run-test.ts';

const timeMs = 3_000;

/** A run in which this fault strikes again and again. */
async function runWith(runtime: Runtime, fault: Fault): Promise<RunRecord> {
	const nemesis: Nemesis = { name: 'chosen', description: '', kinds: [fault.kind], choose: () => ({ ...fault }) };
	const options = resolveOptions(
		{ system: 'primary', nemeses: ['chosen'], timeMs, recoveryMs: 0, concurrency: 4, rate: 50, seed: '1' },
		{ ...registry, nemeses: [nemesis] },
		() => '1',
	);
	const environment = { registry: { ...registry, nemeses: [nemesis] }, runtime, versions: { faultline: '', node: '' } };
	return runTest(options, environment);
}

/** Spans of time in which the fault was there, in nanoseconds. */
function spans({ faults }: RunRecord): { readonly from: number; readonly to: number }[] {
	return faults
		.filter(({ type }) => type === 'inject')
		.map(({ id, time }) => ({
			from: time,
			to: faults.find((event) => event.type === 'heal' && event.id === id)?.time ?? Number.POSITIVE_INFINITY,
		}));
}

/** What faults of the load do to clients, seen in histories. */
export function describeLoadFaults(runtime: Runtime): void {
	describe(`load faults on ${runtime.name}`, () => {
		it('a burst multiplies the rate, and only while it lasts', async () => {
			const run = await runWith(runtime, { kind: 'burst', factor: 10 });
			let during = 0;
			let otherwise = 0;
			for (const { type, time } of run.history.events()) {
				if (type !== 'invoke') continue;
				if (spans(run).some(({ from, to }) => time >= from && time < to)) during++;
				else otherwise++;
			}
			const seconds = spans(run).reduce((sum, { from, to }) => sum + (to - from) / 1e9, 0);
			const usual = otherwise / (timeMs / 1000 - seconds);
			expect(during / seconds).toBeGreaterThan(4 * usual);
			expect(usual).toBeLessThan(75);
		});

		it('a slow client hears its answers late', async () => {
			const delay = { kind: 'constant', ms: 200 } as const;
			const run = await runWith(runtime, { kind: 'client-slow', share: 1, delay });
			const delays = [...run.history.operations()]
				// Those whose answer surely came while the fault was there.
				.filter(({ invokedAt }) => spans(run).some(({ from, to }) => invokedAt > from && invokedAt < to - 100e6))
				.map(({ invokedAt, completedAt }) => completedAt - invokedAt);
			expect(delays.length).toBeGreaterThan(0);
			expect(Math.min(...delays)).toBeGreaterThan(200e6);
		});

		it('a client that crashes leaves its operation open, and another takes its place', async () => {
			const run = await runWith(runtime, { kind: 'client-crash', share: 1 });
			const processes = new Set([...run.history.events()].map(({ process }) => process));
			// All four die at every blow.
			expect(processes.size).toBeGreaterThanOrEqual(4 * (spans(run).length - 1));
			for (const { type, error } of run.history.events()) if (type === 'info') expect(error).toBe('the client crashed');
			expect(run.verdict.operations.ok).toBeGreaterThan(20);
		});
	});
}
