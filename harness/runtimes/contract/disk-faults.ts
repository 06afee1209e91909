import { expect, it } from 'vitest';
import type { ClusterFault, NodeId } from '../../model/index.ts';
import { type ContractSuite, settleMs } from './suite.ts';

/** Of a few bytes each: more than fit into what is left of a block. */
const recordsMaxOnFullDisk = 200;

/** What a disk does to what a node writes. What it refuses ends the node, until the fault is healed. */
export function contractOfDiskFaults(suite: ContractSuite): void {
	const { withFault, options } = suite;

	const count = async (node: NodeId): Promise<number> =>
		(await suite.session().request(node, { type: 'read' }))['value'] as number;
	const addSynced = async (node: NodeId, times = 1): Promise<void> => {
		for (let i = 0; i < times; i++) await suite.session().request(node, { type: 'add', sync: true });
	};
	/** Writes until no more is acknowledged. Resolves to how much was: on a real disk some records fit into a file's last block. */
	const addUntilRefused = async (node: NodeId): Promise<number> => {
		for (let added = 0; added < recordsMaxOnFullDisk; added++) {
			if ((await suite.session().attempt(node, { type: 'add', sync: true }, settleMs)) === undefined) return added;
		}
		throw new Error(`Expected ${node} to be refused by its disk, but it wrote ${recordsMaxOnFullDisk} records`);
	};
	const isUp = async (node: NodeId): Promise<boolean> =>
		(await suite.session().attempt(node, { type: 'echo', value: 1 }, settleMs)) !== undefined;

	it.runIf(suite.supports('disk-slow'))('makes syncs slow, and nothing else', async () => {
		const session = suite.session();
		const delay = { kind: 'constant', ms: 400 } as const;
		await withFault({ kind: 'disk-slow', nodes: ['n1'], delay }, async () => {
			const start = session.cluster.clock.now();
			await addSynced('n1');
			expect(session.cluster.clock.now() - start).toBeGreaterThan(400e6);
			const slot = session.post('n1', { type: 'add', sync: true });
			expect(await isUp('n1')).toBe(true);
			expect(slot.reply).toBeUndefined();
			expect(await session.eventually(() => slot.reply !== undefined)).toBe(true);
		});
	});

	const refusals: readonly ClusterFault[] = [
		{ kind: 'disk-full', nodes: ['n1'] },
		{ kind: 'disk-write-error', nodes: ['n1'], probability: 1 },
	];
	for (const fault of refusals) {
		it.runIf(suite.supports(fault.kind))(
			`${fault.kind} ends a node that syncs a write, and what was acknowledged is there`,
			async () => {
				const session = suite.session();
				await addSynced('n1', 2);
				const before = await count('n1');
				let acknowledged = 0;
				await withFault(fault, async () => {
					expect(await isUp('n1')).toBe(true);
					acknowledged = await addUntilRefused('n1');
					expect(await isUp('n1')).toBe(false);
					expect(session.cluster.inspect('n1')).toBeUndefined();
					expect(await isUp('n2')).toBe(true);
				});
				expect(await isUp('n1')).toBe(true);
				const after = await count('n1');
				expect(after).toBeGreaterThanOrEqual(before + acknowledged);
				expect(after).toBeLessThanOrEqual(before + acknowledged + 1);
				if (options.disks === 'played' || fault.kind !== 'disk-full') expect(acknowledged).toBe(0);
				await addSynced('n1');
			},
		);
	}

	it.runIf(suite.supports('disk-full'))(
		'a node that its disk has ended may be killed, paused and healed in any order',
		async () => {
			const session = suite.session();
			const full: ClusterFault = { kind: 'disk-full', nodes: ['n1'] };
			const crash: ClusterFault = { kind: 'crash', nodes: ['n1'] };
			await session.inject(full);
			await addUntilRefused('n1');
			await session.inject(crash);
			await session.heal(full);
			expect(await isUp('n1')).toBe(false);
			await session.heal(crash);
			expect(await isUp('n1')).toBe(true);

			const pause: ClusterFault = { kind: 'pause', nodes: ['n1'] };
			await session.inject(full);
			await addUntilRefused('n1');
			await session.inject(pause);
			await session.heal(full);
			expect(await isUp('n1')).toBe(false);
			await session.heal(pause);
			expect(await isUp('n1')).toBe(true);
		},
	);

	it.runIf(suite.supports('disk-read-error'))(
		'disk-read-error restarts a node that then cannot read, and loses nothing',
		async () => {
			await addSynced('n1', 2);
			const before = await count('n1');
			await withFault({ kind: 'disk-read-error', nodes: ['n1'] }, async () => {
				expect(await suite.session().attempt('n1', { type: 'read' }, settleMs)).toBeUndefined();
				expect(await isUp('n1')).toBe(false);
			});
			expect(await count('n1')).toBe(before);
		},
	);

	it.runIf(suite.supports('disk-bit-flip'))(
		'disk-bit-flip is noticed by the checksum of a record, and repaired',
		async () => {
			await addSynced('n1', 3);
			const before = await count('n1');
			await withFault({ kind: 'disk-bit-flip', nodes: ['n1'], bits: 3 }, async () => {
				expect(await isUp('n1')).toBe(false);
			});
			expect(await count('n1')).toBe(before);
		},
	);

	it.runIf(suite.supports('disk-truncate'))('disk-truncate takes the last records, and nothing shows it', async () => {
		await addSynced('n1', 4);
		const before = await count('n1');
		await withFault({ kind: 'disk-truncate', nodes: ['n1'], records: 3 }, async () => {
			expect(await count('n1')).toBe(before - 3);
		});
		expect(await count('n1')).toBe(before - 3);
	});

	it.runIf(suite.supports('disk-wipe'))('disk-wipe leaves an empty disk', async () => {
		await addSynced('n1', 2);
		await withFault({ kind: 'disk-wipe', nodes: ['n1'] }, async () => {
			expect(await count('n1')).toBe(0);
		});
		expect(await count('n1')).toBe(0);
		await addSynced('n1');
		await withFault({ kind: 'crash', nodes: ['n1'] }, async () => {});
		expect(await count('n1')).toBe(1);
	});

	it.runIf(suite.supports('disk-lost-sync'))(
		'disk-lost-sync acknowledges what the next power failure takes',
		async () => {
			await addSynced('n1', 2);
			const before = await count('n1');
			await withFault({ kind: 'disk-lost-sync', nodes: ['n1'] }, async () => {
				await addSynced('n1', 3);
				expect(await count('n1')).toBe(before + 3);
			});
			expect(await count('n1')).toBe(before);
			await addSynced('n1');
			await withFault({ kind: 'crash', nodes: ['n1'] }, async () => {});
			expect(await count('n1')).toBe(before + 1);
		},
	);
}
