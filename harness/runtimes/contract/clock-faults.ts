import { expect, it } from 'vitest';
import type { NodeId } from '../../model/index.ts';
import { type ContractSuite, nodes } from './suite.ts';

/** From a question to its answer in real time, on a busy machine. */
const toleranceMs = 400;

/** What a node reads on its wall clock, and how long its timers take. */
export function contractOfClockFaults(suite: ContractSuite): void {
	const { withFault } = suite;

	/** How far the clock of a node is ahead of that of another. */
	const aheadMs = async (node: NodeId, other: NodeId): Promise<number> => {
		const session = suite.session();
		const { value: reading } = await session.request(node, { type: 'now' });
		const { value: reference } = await session.request(other, { type: 'now' });
		return (reading as number) - (reference as number);
	};
	const near = (ms: number, expected: number): void => {
		expect(ms).toBeGreaterThan(expected - toleranceMs);
		expect(ms).toBeLessThan(expected + toleranceMs);
	};

	it.runIf(suite.supports('clock-step'))('steps a clock forward and back, and sets it right again', async () => {
		for (const offsetMs of [60_000, -3_600_000]) {
			await withFault({ kind: 'clock-step', nodes: ['n1'], offsetMs }, async () => {
				near(await aheadMs('n1', 'n2'), offsetMs);
				near(await aheadMs('n3', 'n2'), 0);
			});
			near(await aheadMs('n1', 'n2'), 0);
		}
	});

	it.runIf(suite.supports('clock-step'))('adds up the steps of a clock, and keeps them through a restart', async () => {
		await withFault({ kind: 'clock-step', nodes: ['n1'], offsetMs: 10_000 }, async () => {
			await withFault({ kind: 'clock-step', nodes: ['n1', 'n3'], offsetMs: 20_000 }, async () => {
				near(await aheadMs('n1', 'n2'), 30_000);
				near(await aheadMs('n3', 'n2'), 20_000);
				await withFault({ kind: 'crash', nodes: ['n1'] }, async () => {});
				near(await aheadMs('n1', 'n2'), 30_000);
			});
			near(await aheadMs('n1', 'n2'), 10_000);
		});
		near(await aheadMs('n1', 'n2'), 0);
	});

	it.runIf(suite.supports('clock-skew'))('sets every clock off by an amount of its own', async () => {
		await withFault({ kind: 'clock-skew', nodes: ['n1', 'n3'], offsetsMs: [5_000, -7_000] }, async () => {
			near(await aheadMs('n1', 'n2'), 5_000);
			near(await aheadMs('n3', 'n2'), -7_000);
		});
		for (const node of nodes) near(await aheadMs(node, 'n2'), 0);
	});

	it.runIf(suite.supports('clock-drift'))('lets a clock run fast, and the timers with it', async () => {
		const session = suite.session();
		await withFault({ kind: 'clock-drift', nodes: ['n1'], rate: 3 }, async () => {
			await session.sleep(1_000);
			// Two seconds ahead after one.
			const ahead = await aheadMs('n1', 'n2');
			expect(ahead).toBeGreaterThan(1_800);
			expect(ahead).toBeLessThan(6_000);
			const start = session.cluster.clock.now();
			await session.request('n1', { type: 'timer', delayMs: 1_500 });
			const tookMs = (session.cluster.clock.now() - start) / 1e6;
			expect(tookMs).toBeGreaterThan(450);
			expect(tookMs).toBeLessThan(1_400);
		});
		near(await aheadMs('n1', 'n2'), 0);
	});
}
