import { describe, expect, it } from 'vitest';
import type { Fault, Nemesis, RunRecord } from '../model/index.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import { registry } from './fixtures/primary-system.ts';
import { resolveOptions } from './resolve-options.ts';
import { runTest } from './run-test.ts';

const few = { timeMs: 3_000, concurrency: 4, rate: 50 };

/** A run in which this fault strikes again and again. */
async function runWith(runtime: Runtime, fault: Fault, load: typeof few = few): Promise<RunRecord> {
	const nemesis: Nemesis = { name: 'chosen', description: '', kinds: [fault.kind], choose: () => ({ ...fault }) };
	const options = resolveOptions(
		{ system: 'primary', nemeses: ['chosen'], recoveryMs: 0, ...load, seed: '1' },
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
			// So slow, and with so many clients, that a machine which is busy keeps pace with a burst as well.
			const run = await runWith(runtime, { kind: 'burst', factor: 10 }, { timeMs: 6_000, concurrency: 20, rate: 20 });
			const bursts = spans(run);
			const invokedAt = [...run.history.events()]
				.filter(({ type, time }) => type === 'invoke' && time < 6e9)
				.map(({ time }) => time);
			const during = invokedAt.filter((time) => bursts.some(({ from, to }) => time >= from && time < to)).length;
			const seconds = bursts.reduce((sum, { from, to }) => sum + (Math.min(to, 6e9) - from) / 1e9, 0);
			const usual = (invokedAt.length - during) / (6 - seconds);
			expect(during / seconds).toBeGreaterThan(3 * usual);
			expect(usual).toBeGreaterThan(0);
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
