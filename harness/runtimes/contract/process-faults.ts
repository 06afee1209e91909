import { expect, it } from 'vitest';
import type { ClusterFault } from '../../model/index.ts';
import { type ContractSuite, nodes, settleMs } from './suite.ts';

/** What crashes and pauses do to a process, and what they leave alone. */
export function contractOfProcessFaults(suite: ContractSuite): void {
	const { withFault, options } = suite;

	it('keeps a cut through a crash and a restart', async () => {
		const session = suite.session();
		const crash: ClusterFault = { kind: 'crash', nodes: ['n2'] };
		await withFault({ kind: 'cut', links: [{ from: 'n1', to: 'n2' }] }, async () => {
			await session.inject(crash);
			await session.heal(crash);
			expect(await session.passes('n1', 'n2', 700)).toBe(false);
			expect(await session.passes('n3', 'n2')).toBe(true);
		});
		expect(await session.passes('n1', 'n2', 3_000)).toBe(true);
	});

	it('kills a node, which loses what it had not synced and keeps what it had', async () => {
		const session = suite.session();
		const draw = await session.request('n1', { type: 'draw' });
		for (let i = 0; i < 3; i++) await session.request('n1', { type: 'add', sync: true });
		for (let i = 0; i < 2; i++) await session.request('n1', { type: 'add', sync: false });
		expect((await session.request('n1', { type: 'read' }))['value']).toBe(5);
		await withFault({ kind: 'crash', nodes: ['n1'] }, async () => {
			expect(session.cluster.inspect('n1')).toBeUndefined();
			expect(await session.attempt('n1', { type: 'echo', value: 1 }, settleMs)).toBeUndefined();
		});
		const { value } = await session.request('n1', { type: 'read' });
		if (options.unsynced === 'lost') expect(value).toBe(3);
		else expect([3, 4, 5]).toContain(value);
		expect((await session.request('n1', { type: 'draw' }))['value']).not.toBe(draw['value']);
		expect(await session.passes('n2', 'n1')).toBe(true);
		expect(await session.passes('n1', 'n2')).toBe(true);
	});

	it('replaces a file whole or not at all, wherever the crash falls', async () => {
		const session = suite.session();
		for (let round = 0; round < 3; round++) {
			for (let version = 1; version <= 20; version++) session.post('n3', { type: 'replace', version, sync: true });
			await session.sleep(round);
			await withFault({ kind: 'crash', nodes: ['n3'] }, async () => {});
			const { document } = await session.request('n3', { type: 'read' });
			const versions = new Set(document as number[]);
			expect(versions.size).toBeLessThanOrEqual(1);
			expect([0, 50]).toContain((document as number[]).length);
		}
		await session.request('n3', { type: 'replace', version: 99, sync: true });
		await withFault({ kind: 'crash', nodes: ['n3'] }, async () => {});
		const { document } = await session.request('n3', { type: 'read' });
		expect(document).toEqual(new Array(50).fill(99));
	});

	it('pauses a node, which gets what arrived meanwhile when it is resumed', async () => {
		const session = suite.session();
		let slot: { reply?: unknown } = {};
		await withFault({ kind: 'pause', nodes: ['n1'] }, async () => {
			slot = session.post('n1', { type: 'echo', value: 5 });
			await session.sleep(settleMs);
			expect(slot.reply).toBeUndefined();
		});
		expect(await session.eventually(() => slot.reply !== undefined)).toBe(true);
		expect(await session.passes('n2', 'n1')).toBe(true);
	});

	it('holds a node down until both of two crashes are healed', async () => {
		const session = suite.session();
		const first: ClusterFault = { kind: 'crash', nodes: ['n1', 'n2'] };
		const second: ClusterFault = { kind: 'crash', nodes: ['n2', 'n3'] };
		await session.inject(first);
		await session.inject(second);
		await session.heal(first);
		expect((await session.request('n1', { type: 'echo', value: 3 }))['value']).toBe(3);
		expect(await session.attempt('n2', { type: 'echo', value: 3 }, settleMs)).toBeUndefined();
		await session.heal(second);
		for (const node of nodes) expect((await session.request(node, { type: 'echo', value: 4 }))['value']).toBe(4);
	});

	it('restarts a node into the pause that still holds', async () => {
		const session = suite.session();
		const crash: ClusterFault = { kind: 'crash', nodes: ['n1'] };
		await withFault({ kind: 'pause', nodes: ['n1'] }, async () => {
			await session.inject(crash);
			await session.heal(crash);
			expect(await session.attempt('n1', { type: 'echo', value: 1 }, settleMs)).toBeUndefined();
		});
		expect((await session.request('n1', { type: 'echo', value: 2 }))['value']).toBe(2);
	});

	it('loses all that was not synced when a crash is asked to', async () => {
		const session = suite.session();
		const { value: before } = await session.request('n2', { type: 'add', sync: true });
		for (let round = 0; round < 3; round++) {
			for (let i = 0; i < 5; i++) await session.request('n2', { type: 'add', sync: false });
			await withFault({ kind: 'crash', nodes: ['n2'], unsynced: 'lost' }, async () => {});
			expect((await session.request('n2', { type: 'read' }))['value']).toBe(before);
		}
	});

	it.runIf(options.tears)('tears what was not synced when a crash is asked to', async () => {
		const session = suite.session();
		const survived = new Set<number>();
		for (let round = 0; round < 6; round++) {
			const { value: before } = await session.request('n2', { type: 'add', sync: true });
			for (let i = 0; i < 10; i++) await session.request('n2', { type: 'add', sync: false });
			await withFault({ kind: 'crash', nodes: ['n2'], unsynced: 'torn' }, async () => {});
			const { value: after } = await session.request('n2', { type: 'read' });
			survived.add((after as number) - (before as number));
		}
		// A prefix each time, another one from time to time.
		expect(Math.min(...survived)).toBeGreaterThanOrEqual(0);
		expect(Math.max(...survived)).toBeLessThanOrEqual(10);
		expect(survived.size).toBeGreaterThan(1);
	});

	it('kills a node that is still recovering, again and again, and starts it in the end', async () => {
		const session = suite.session();
		const { value: before } = await session.request('n3', { type: 'add', sync: true });
		for (let round = 0; round < 4; round++) {
			const crash: ClusterFault = { kind: 'crash', nodes: ['n3'] };
			await session.inject(crash);
			const restarted = session.healing(crash);
			await session.sleep(round * 15);
			const again: ClusterFault = { kind: 'crash', nodes: ['n3'] };
			await session.inject(again);
			expect(await session.attempt('n3', { type: 'echo', value: 1 }, 50)).toBeUndefined();
			expect(restarted.done).toBe(true);
			await session.heal(again);
		}
		expect((await session.request('n3', { type: 'read' }))['value']).toBe(before);
	});
}
