import { describe, expect, it } from 'vitest';
import type { Registry, RunRecord, System } from '../../model/index.ts';
import type { Runtime } from '../../runtimes/runtime.ts';
import { resolveOptions } from '../resolve-options.ts';
import { runTest } from '../run-test.ts';

const ms = 1e6;

/** What a schedule does to a cluster of Raft: when its faults come, whom they hit, and when they go. */
export function describeSchedules(runtime: Runtime, raft: System, registry: Registry): void {
	/** A thread of a busy machine is late. */
	const lateMs = runtime.name === 'sim' ? 1 : 1_500;

	const play = (schedule: string, timeMs = 4_000): Promise<RunRecord> => {
		const given = { system: raft.name, nodeCount: 3, schedule, timeMs, recoveryMs: 3_000, rate: 20, seed: '1' };
		const options = resolveOptions(given, registry, () => '1');
		return runTest(options, { registry, runtime, versions: { faultline: '', node: '' } });
	};
	const spans = ({ faults }: RunRecord) =>
		faults
			.filter(({ type }) => type === 'inject')
			.map(({ id, time, fault, nemesis }) => ({
				nemesis,
				fault,
				from: time / ms,
				to: (faults.find((event) => event.type === 'heal' && event.id === id)?.time ?? Infinity) / ms,
			}));
	const near = (actual: number, expected: number): void => {
		expect(actual).toBeGreaterThanOrEqual(expected - 1);
		expect(actual).toBeLessThan(expected + lateMs);
	};

	describe(`a schedule on ${runtime.name}`, () => {
		it('breaks at a time, and heals at another', async () => {
			const run = await play('at 500ms cut n1 from n2,n3; at 1s pause n2 for 400ms; at 2s heal cut; at 3s crash n3');
			const [cut, pause, crash] = spans(run);
			expect(cut?.fault.kind === 'cut' && cut.fault.links).toHaveLength(4);
			near(cut?.from ?? 0, 500);
			near(cut?.to ?? 0, 2_000);
			expect(pause?.fault).toEqual({ kind: 'pause', nodes: ['n2'] });
			near(pause?.from ?? 0, 1_000);
			near((pause?.to ?? 0) - (pause?.from ?? 0), 400);
			expect(crash?.fault).toEqual({ kind: 'crash', nodes: ['n3'] });
			// Whatever is not healed by the schedule is healed when the faults end.
			near(crash?.to ?? 0, 4_000);
			expect(run.verdict.valid).toBe(true);
		});

		it('breaks again and again', async () => {
			const run = await play('every 1s pause one for 300ms');
			expect(spans(run)).toHaveLength(3);
			for (const [i, { from, to }] of spans(run).entries()) {
				near(from, 1_000 * (i + 1));
				expect(to).toBeGreaterThan(from + 299);
			}
		});

		it('strikes a node when it becomes the leader', async () => {
			const run = await play('when a node becomes leader: crash it for 100ms', 6_000);
			expect(spans(run).length).toBeGreaterThanOrEqual(2);
			for (const { fault } of spans(run)) expect(fault.kind === 'crash' && fault.nodes).toHaveLength(1);
			expect(run.verdict.valid).toBe(true);
		});

		it('strikes once when it says so', async () => {
			const run = await play('once when a node becomes leader: pause it for 1s');
			expect(spans(run)).toHaveLength(1);
		});

		it.runIf(runtime.seesMessages)('strikes whoever sends or gets a message of a type', async () => {
			const run = await play(
				'once when request_vote is sent: pause the receiver for 300ms\nonce when append_entries arrives: crash the sender for 300ms',
			);
			const kinds = spans(run).map(({ fault }) => fault.kind);
			expect(kinds.sort()).toEqual(['crash', 'pause']);
		});

		it('ends a run in which a statement never came true', async () => {
			await expect(play('when a node becomes king: crash it for 1s', 1_000)).rejects.toMatchObject({
				name: 'RuntimeError',
				reason: 'fault-not-injected',
				message: expect.stringContaining('The statement `when a node becomes king: crash it for 1s`'),
			});
		});
	});
}
