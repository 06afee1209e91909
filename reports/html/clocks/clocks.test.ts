import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRun } from '../../../harness/controller/load-run.ts';
import type { ClusterFault, FaultEvent, RunRecord } from '../../../harness/model/index.ts';
import { FaultLedger } from '../../../harness/runtimes/fault-ledger.ts';
import { NodeClock } from '../../../harness/runtimes/node-clock.ts';
import { run } from '../../../run.ts';
import { wrongClocks } from '../../fixtures/clocks.ts';
import { validRun } from '../../fixtures/valid.ts';
import { collect } from '../collect.ts';
import type { NodeClockData } from '../report-data.ts';
import { collectClocks } from './collect-clocks.ts';

const seconds = 1e9;

/** What a chart shows at a moment: between two points the line between them, on a jump the later one. */
function shownAt({ seconds: times, offsets }: NodeClockData, second: number): number {
	const next = times.findIndex((time) => time > second);
	if (next === -1) return offsets.at(-1) as number;
	const [from, to] = [times[next - 1] as number, times[next] as number];
	const [start, end] = [offsets[next - 1] as number, offsets[next] as number];
	return start + ((second - from) / (to - from)) * (end - start);
}

const clocksOf = (record: RunRecord) => collect(record).clocks;

describe('clock offsets', () => {
	it('are a line for each clock that was off: steps, skews, drifts, strobes', () => {
		const clocks = clocksOf(wrongClocks());
		expect(clocks?.source).toBe('faults');
		expect(clocks?.nodes.map(({ name }) => name)).toEqual(['n1', 'n2', 'n3', 'n10']);
		const [n1, n2, n3, n10] = (clocks?.nodes ?? []) as [NodeClockData, NodeClockData, NodeClockData, NodeClockData];
		const at = (node: NodeClockData, ...moments: number[]) => moments.map((moment) => shownAt(node, moment));
		// A step of 1.5 s from 2 s to 6 s, and from 4 s to 5 s a skew of -200 ms on top.
		expect(at(n1, 1.9, 2.1, 4.5, 5.5, 6.1)).toEqual([0, 1500, 1300, 1500, 0]);
		// From 8 s to 12 s a drift of 5%; once healed it is right again.
		expect(at(n2, 7.9, 9, 11, 12.1).map(Math.round)).toEqual([0, 50, 150, 0]);
		// From 14 s on jumps of -300 ms every 500 ms; healed in the middle of one.
		expect(at(n3, 13.9, 14.1, 14.6, 15.1, 16.2, 16.3)).toEqual([0, -300, 0, -300, -300, 0]);
		expect(n10).toMatchObject({ behindMs: 0, aheadMs: 40, jumps: 2, wrongSeconds: 1, slowest: 1, fastest: 1 });
		expect(n3).toMatchObject({ behindMs: -300, aheadMs: 0, jumps: 6, isThinned: false });
		expect(n2).toMatchObject({ slowest: 1, fastest: 1.05, jumps: 1, wrongSeconds: 4 });
	});

	it('are absent where every clock was right', () => {
		expect(clocksOf(validRun())).toBeNull();
	});

	it('come from the trace where it is whole, and from the faults where it was cut off', () => {
		const row = (time: number, fields: object) => JSON.stringify({ time: time * seconds, node: 'n1', ...fields });
		const lines = [
			row(0, { kind: 'start' }),
			row(2, { kind: 'clock', condition: { offsetMs: 0, rate: 1.1 } }),
			row(4, { kind: 'start' }),
			row(6, { kind: 'clock', condition: { offsetMs: 0, rate: 1 } }),
		];
		const of = (runtime: RunRecord['options']['runtime'], trace: readonly string[]) => {
			const record = wrongClocks();
			return clocksOf({ ...record, options: { ...record.options, runtime }, trace: () => trace });
		};
		const told = of('docker', lines);
		expect(told?.source).toBe('told');
		// A new process begins to drift anew; in the simulation the clock outlives it.
		expect(told?.nodes.map((node) => [node.name, node.aheadMs])).toEqual([['n1', 200]]);
		expect(of('sim', lines)).toMatchObject({ source: 'clock', nodes: [{ name: 'n1', aheadMs: 400 }] });
		const cutOff = JSON.stringify({ kind: 'cut-off', detail: '12 more events were not kept' });
		expect(of('docker', [...lines, cutOff])).toEqual(clocksOf(wrongClocks()));
		expect(of('sim', ['{"time":1,"kind":"clock","node":"n1","detail":null}'])).toBeNull();
	});

	it('are what the ledger and the clock of a runtime make of the same faults', () => {
		const nodes = ['n1', 'n2', 'n3'];
		const targets = fc.subarray(nodes, { minLength: 1 });
		const fault: fc.Arbitrary<ClusterFault> = fc.oneof(
			fc.record({
				kind: fc.constant('clock-step' as const),
				nodes: targets,
				offsetMs: fc.integer({ min: -9e4, max: 9e4 }),
			}),
			fc.record({
				kind: fc.constant('clock-drift' as const),
				nodes: targets,
				rate: fc.constantFrom(0.8, 0.999, 1.05, 1.25),
			}),
			targets.chain((chosen) =>
				fc
					.array(fc.integer({ min: -500, max: 500 }), { minLength: chosen.length, maxLength: chosen.length })
					.map((offsetsMs) => ({ kind: 'clock-skew' as const, nodes: chosen, offsetsMs })),
			),
		);
		const span = fc.record({ fault, from: fc.integer({ min: 1, max: 900 }), ms: fc.integer({ min: 1, max: 300 }) });
		fc.assert(
			fc.property(fc.array(span, { maxLength: 8 }), (spans) => {
				const events = spans
					.flatMap(({ fault: one, from, ms }, id): FaultEvent[] => [
						// No two at one time: which comes first then is not for this test.
						{ time: (from * 20 + id) * 1e6, type: 'inject', id, nemesis: 'x', fault: one },
						{ time: ((from + ms) * 20 + 10 + id) * 1e6, type: 'heal', id, nemesis: 'x', fault: one },
					])
					.sort((a, b) => a.time - b.time);
				const drawn = collectClocks({ ...validRun(), faults: events }, undefined, 30 * seconds);
				const real = new Map(nodes.map((node) => [node, new NodeClock()]));
				const ledger = new FaultLedger();
				events.forEach(({ type, time, fault: one }, i) => {
					const changes = ledger[type](one as ClusterFault);
					for (const change of changes) {
						if (change.kind === 'clock') real.get(change.node)?.set(change.condition, time);
					}
					const moment = time + Math.round(((events[i + 1]?.time ?? 30 * seconds) - time) / 2);
					for (const [name, clock] of real) {
						const line = drawn?.nodes.find((node) => node.name === name);
						const shown = line === undefined ? 0 : shownAt(line, moment / 1e9);
						const offset = clock.read(moment) - moment / 1e6;
						// The page has six digits.
						expect(Math.abs(shown - offset)).toBeLessThan(0.01 + Math.abs(offset) * 1e-4);
					}
				});
			}),
			{ numRuns: 200 },
		);
	});

	it('are the same by the trace of a simulation and by its faults', async () => {
		const out = mkdtempSync(join(tmpdir(), 'faultline-clocks-'));
		const nemeses = ['clock-step', 'clock-skew', 'clock-drift', 'clock-strobe'];
		const { directory = '' } = await run({ system: 'raft', nemeses, timeMs: 3_000, recoveryMs: 500, seed: '7', out });
		const record = loadRun(directory);
		const traced = clocksOf(record);
		const { trace: _, ...untraced } = record;
		const reckoned = clocksOf(untraced);
		expect([traced?.source, reckoned?.source]).toEqual(['clock', 'faults']);
		expect(traced?.nodes.length).toBeGreaterThan(2);
		expect(reckoned?.nodes).toEqual(traced?.nodes);
		rmSync(out, { recursive: true });
	});

	it('keep what is furthest off when there is too much to draw', () => {
		const strobe = { kind: 'clock-strobe', nodes: ['n1'], offsetMs: 70, periodMs: 2 } as const;
		const peak = { kind: 'clock-step', nodes: ['n1'], offsetMs: 5_000 } as const;
		const faults: FaultEvent[] = [
			{ time: 0, type: 'inject', id: 0, nemesis: 'x', fault: strobe },
			{ time: 9.001 * seconds, type: 'inject', id: 1, nemesis: 'x', fault: peak },
			{ time: 9.0015 * seconds, type: 'heal', id: 1, nemesis: 'x', fault: peak },
		];
		const [node] = collectClocks({ ...validRun(), faults }, undefined, 20 * seconds)?.nodes ?? [];
		expect(node?.isThinned).toBe(true);
		expect(node?.jumps).toBeGreaterThan(9_000);
		expect(node?.seconds.length).toBeLessThanOrEqual(2_000);
		expect([...(node?.seconds ?? [])]).toEqual(node?.seconds.toSorted((a, b) => a - b));
		expect(Math.max(...(node?.offsets ?? []))).toBe(5_070);
		expect(Math.min(...(node?.offsets ?? []))).toBe(0);
	});
});
