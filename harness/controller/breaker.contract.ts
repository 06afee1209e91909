import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fault, RepeatedFault } from '../model/index.ts';
import { deploymentOf, newRunId } from '../runtimes/contract.ts';
import { Session } from '../runtimes/contract-session.ts';
import { type Runtime, supportOf } from '../runtimes/runtime.ts';
import { Breaker } from './breaker.ts';
import { Load } from './load.ts';

/** What the faults do that come and go until they are healed, shown on real nodes. */
export function describeRepeatedFaults(runtime: Runtime): void {
	describe(`repeated faults on ${runtime.name}`, () => {
		let session: Session;
		const errors: Error[] = [];
		let breaker: Breaker;

		beforeAll(async () => {
			session = new Session(await runtime.deploy(deploymentOf(newRunId())));
			const { cluster } = session;
			breaker = new Breaker({ cluster, load: new Load(cluster.random('load')), failed: (error) => errors.push(error) });
		});

		afterAll(async () => {
			await session?.cluster.shutdown();
			expect(errors).toEqual([]);
		});

		const during = async (fault: Fault, then: () => Promise<void>): Promise<void> => {
			await session.cluster.drive((finish) =>
				breaker.inject(fault, (outcome) => finish(outcome === 'not-now' ? new Error(outcome) : outcome)),
			);
			await then();
			await session.cluster.drive((finish) => breaker.heal(fault, finish));
		};

		it.runIf(supportOf(runtime, 'crash-loop').supported).each([0, 300])(
			'a crash loop kills nodes again and again, %s ms after each start, and lets them live in the end',
			async (upMs) => {
				await session.request('n1', { type: 'add', sync: true });
				const { value: before } = await session.request('n1', { type: 'read' });
				const fault: RepeatedFault = {
					kind: 'crash-loop',
					nodes: ['n1', 'n2'],
					downMs: 50,
					up: { kind: 'constant', ms: upMs },
				};
				const killsBefore = kills(session, 'n1');
				await during(fault, async () => {
					for (let ms = 0; ms < 20_000 && kills(session, 'n1') - killsBefore < 3; ms += 100) await session.sleep(100);
					expect(kills(session, 'n1') - killsBefore).toBeGreaterThanOrEqual(3);
					expect((await session.request('n3', { type: 'echo', value: 1 }))['value']).toBe(1);
				});
				for (const node of ['n1', 'n2']) await session.request(node, { type: 'echo', value: 2 });
				expect((await session.request('n1', { type: 'read' }))['value']).toBe(before);
				const killsAfter = kills(session, 'n1');
				await session.sleep(500);
				expect(kills(session, 'n1')).toBe(killsAfter);
			},
		);

		it.runIf(supportOf(runtime, 'clock-strobe').supported)(
			'a strobing clock jumps forth and back, and is right in the end',
			async () => {
				const offsetMs = 3_600_000;
				const isAhead = async (): Promise<boolean> => {
					const { value: reading } = await session.request('n1', { type: 'now' });
					const { value: reference } = await session.request('n2', { type: 'now' });
					return (reading as number) - (reference as number) > offsetMs / 2;
				};
				await during({ kind: 'clock-strobe', nodes: ['n1'], offsetMs, periodMs: 60 }, async () => {
					let jumps = 0;
					let was = await isAhead();
					for (let i = 0; i < 100; i++) {
						await session.sleep(20);
						const is = await isAhead();
						if (is !== was) jumps++;
						was = is;
					}
					expect(jumps).toBeGreaterThan(10);
				});
				expect(await isAhead()).toBe(false);
			},
		);
	});
}

function kills(session: Session, node: string): number {
	return [...session.cluster.trace()]
		.map((line) => JSON.parse(line) as { readonly kind: string; readonly node?: string })
		.filter((row) => row.kind === 'kill' && row.node === node).length;
}
