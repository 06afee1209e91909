import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Inspection, MembershipFault, System } from '../model/index.ts';
import { newRunId } from '../runtimes/contract.ts';
import { type Cluster, type Runtime, supportOf } from '../runtimes/runtime.ts';
import { Load } from './load.ts';
import { type InjectDone, MembershipChanges } from './membership-changes.ts';

const nodes = ['n1', 'n2', 'n3'];

/** Who belongs to a cluster of Raft, as its leader says. */
export function describeMembershipFaults(runtime: Runtime, raft: System): void {
	describe(`membership faults on ${runtime.name}`, () => {
		let cluster: Cluster;
		let changes: MembershipChanges;

		beforeAll(async () => {
			const program = { create: raft.createNode, system: 'raft' };
			cluster = await runtime.deploy({ runId: newRunId(), seed: '1', nodes, program });
			changes = new MembershipChanges({
				cluster,
				create: raft.createClient,
				operations: raft.membership ?? expect.fail('Expected Raft to have operations for membership'),
				load: new Load(cluster.random('load')),
			});
		});

		afterAll(async () => cluster?.shutdown());

		const sleep = (ms: number): Promise<void> =>
			cluster.drive((finish) => void cluster.clock.setTimer(ms * 1e6, () => finish()));
		const eventually = async (condition: () => boolean): Promise<void> => {
			for (let i = 0; i < 200 && !condition(); i++) await sleep(50);
			expect(condition()).toBe(true);
		};
		const drive = (start: (done: InjectDone) => void): Promise<void> =>
			cluster.drive((finish) =>
				start((outcome) => finish(outcome === 'not-now' ? new Error('It could not be done now') : outcome)),
			);
		const leader = (): Inspection | undefined =>
			nodes.map((node) => cluster.inspect(node)).find((state) => state?.['role'] === 'leader');
		const voters = (): number => leader()?.['voters'] as number;

		it('removes a node and stops it, and has it added again when it is healed', async () => {
			await eventually(() => voters() === 3);
			const fault: MembershipFault = { kind: 'member-remove', nodes: ['n3'] };
			await drive((done) => changes.inject(fault, done));
			await eventually(() => voters() === 2);
			expect(cluster.inspect('n3')).toBeUndefined();
			expect(changes.missing).toEqual([]);
			await drive((done) => changes.heal(fault, done));
			expect(changes.missing).toEqual(['n3']);
			await eventually(() => voters() === 3 && changes.missing.length === 0);
			expect(cluster.inspect('n3')).toBeDefined();
		});

		it.runIf(supportOf(runtime, 'member-replace').supported)(
			'replaces a node by a newcomer that gets everything again',
			async () => {
				await eventually(() => voters() === 3);
				const log = (): number => (cluster.inspect('n2')?.['lastIndex'] ?? 0) as number;
				await eventually(() => log() > 1);
				const before = log();
				const fault: MembershipFault = { kind: 'member-replace', nodes: ['n2'] };
				await drive((done) => changes.inject(fault, done));
				await drive((done) => changes.heal(fault, done));
				await eventually(() => voters() === 3 && changes.missing.length === 0);
				await eventually(() => log() > before);
			},
		);

		it('says that it could not be done, and asks for no node, where the system does not answer', async () => {
			await eventually(() => voters() === 3);
			const crash = { kind: 'crash', nodes: ['n1', 'n2'] } as const;
			await cluster.drive((finish) => cluster.inject(crash, finish));
			const fault: MembershipFault = { kind: 'member-remove', nodes: ['n3'] };
			await expect(drive((done) => changes.inject(fault, done))).rejects.toThrow('could not be done now');
			expect(changes.missing).toEqual(['n3']);
			await cluster.drive((finish) => cluster.heal(crash, finish));
			await eventually(() => voters() === 3 && changes.missing.length === 0);
		});
	});
}
