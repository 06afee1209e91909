import { describe, expect, it } from 'vitest';
import { registry } from '../../../registry.ts';
import type { RunRecord } from '../../model/index.ts';
import { createSimulation } from '../../runtimes/simulation/index.ts';
import type { PartialTestOptions } from '../resolve-options.ts';
import { resolveOptions } from '../resolve-options.ts';
import { runTest } from '../run-test.ts';
import { versions } from '../versions.ts';
import { recordScenario } from './record-scenario.ts';

function runOf(given: PartialTestOptions): Promise<RunRecord> {
	const options = resolveOptions({ timeMs: 5000, recoveryMs: 2000, ...given }, registry, () => '1');
	return runTest(options, { registry, runtime: createSimulation({ keepTrace: false }), versions });
}

describe('a recorded scenario', () => {
	it.each([
		{ system: 'raft', nemeses: ['partition', 'crash', 'pause', 'network'] },
		{ system: 'raft', nemeses: ['coup-crash', 'clock'], nodeCount: 3 },
		{ system: 'raft', nemeses: [] },
	] satisfies PartialTestOptions[])('is the same run, bit for bit: $system $nemeses', async (given) => {
		const run = await runOf({ ...given, seed: '5' });
		const again = await runOf({ ...run.options, nemeses: [], scenario: recordScenario(run) });
		expect(run.history.length).toBeGreaterThan(100);
		expect(again.verdict.traceHash).toBe(run.verdict.traceHash);
		expect([...again.history.events()]).toEqual([...run.history.events()]);
		expect(again.verdict.valid).toBe(run.verdict.valid);
	});

	it.each(['two-phase-commit', 'message-transactions'])(
		'asks for the final operations one after the other, where they wait for each other: %s',
		async (system) => {
			const run = await runOf({ system, seed: '5' });
			const again = await runOf({ ...run.options, nemeses: [], scenario: recordScenario(run) });
			const order = ({ history }: RunRecord): string[] =>
				[...history.events()].flatMap(({ index, process, type, f }) =>
					type === 'invoke' ? [`event ${index}: client ${process} ${f}`] : [],
				);
			expect(order(again)).toEqual(order(run));
			expect(again.verdict.valid).toBe(run.verdict.valid);
		},
	);
});
