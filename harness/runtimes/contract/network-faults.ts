import { expect, it } from 'vitest';
import type { ClusterFault } from '../../model/index.ts';
import { type ContractSuite, settleMs } from './suite.ts';

/** What a link does to messages, shown on messages. */
export function contractOfNetworkFaults(suite: ContractSuite): void {
	const { withFault, options } = suite;

	it('cuts one direction alone, and heals it', async () => {
		const session = suite.session();
		await session.passes('n1', 'n2');
		await withFault({ kind: 'cut', links: [{ from: 'n1', to: 'n2' }] }, async () => {
			const before = await session.heard('n1', 'n2');
			await session.tell('n1', 'n2', 1);
			expect(await session.passes('n2', 'n1')).toBe(true);
			expect(await session.passes('n3', 'n2')).toBe(true);
			expect(await session.passes('n1', 'n3')).toBe(true);
			await session.sleep(1_000);
			expect(await session.heard('n1', 'n2')).toEqual(before);
			expect(await session.passes('n2', 'n1')).toBe(true);
		});
		expect(await session.passes('n1', 'n2', 3_000)).toBe(true);
	});

	it('cuts both directions, and heals them', async () => {
		const session = suite.session();
		const links = [
			{ from: 'n2', to: 'n3' },
			{ from: 'n3', to: 'n2' },
		];
		await withFault({ kind: 'cut', links }, async () => {
			expect(await session.passes('n2', 'n3', 700)).toBe(false);
			expect(await session.passes('n3', 'n2', 700)).toBe(false);
			expect((await session.request('n3', { type: 'echo', value: 1 }))['value']).toBe(1);
		});
		expect(await session.passes('n2', 'n3', 3_000)).toBe(true);
		expect(await session.passes('n3', 'n2', 3_000)).toBe(true);
	});

	it('keeps a link cut while one of two cuts holds', async () => {
		const session = suite.session();
		const first: ClusterFault = { kind: 'cut', links: [{ from: 'n1', to: 'n2' }] };
		const second: ClusterFault = { kind: 'cut', links: [{ from: 'n1', to: 'n2' }] };
		await session.inject(first);
		await session.inject(second);
		await session.heal(first);
		expect(await session.passes('n1', 'n2', settleMs)).toBe(false);
		await session.heal(second);
		expect(await session.passes('n1', 'n2', 3_000)).toBe(true);
	});

	it.runIf(suite.supports('loss'))('loses messages', async () => {
		const session = suite.session();
		await session.passes('n1', 'n2');
		await session.sleep(settleMs);
		const before = (await session.heard('n1', 'n2')).length;
		await withFault({ kind: 'loss', links: [{ from: 'n1', to: 'n2' }], probability: 0.7 }, async () => {
			for (let value = 0; value < 200; value++) await session.tell('n1', 'n2', value);
			await session.sleep(20);
			const count = (await session.heard('n1', 'n2')).length - before;
			expect(count).toBeLessThan(200);
			if (options.links === 'messages') {
				// 60 expected; five standard deviations either side.
				expect(count).toBeGreaterThan(27);
				expect(count).toBeLessThan(93);
			}
			expect(await session.passes('n2', 'n1')).toBe(true);
		});
		expect(await session.passes('n1', 'n2', 3_000)).toBe(true);
	});

	it.runIf(suite.supports('duplicate'))('duplicates messages', async () => {
		const session = suite.session();
		await session.sleep(settleMs);
		const before = (await session.heard('n1', 'n2')).length;
		await withFault({ kind: 'duplicate', links: [{ from: 'n1', to: 'n2' }], probability: 1 }, async () => {
			for (let value = 0; value < 5; value++) await session.tell('n1', 'n2', value);
			await session.sleep(settleMs);
		});
		const heard = (await session.heard('n1', 'n2')).slice(before);
		expect([...heard].sort()).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
	});

	it.runIf(suite.supports('delay'))('delays messages, each for itself', async () => {
		const session = suite.session();
		const before = (await session.heard('n1', 'n2')).length;
		const values = Array.from({ length: 20 }, (_, i) => i);
		const links = [{ from: 'n1', to: 'n2' }];
		await withFault({ kind: 'delay', links, delay: { kind: 'uniform', minMs: 1_000, maxMs: 1_400 } }, async () => {
			for (const value of values) session.post('n1', { type: 'tell', peer: 'n2', value });
			await session.sleep(500);
			expect((await session.heard('n1', 'n2')).length).toBe(before);
			await session.sleep(1_500);
		});
		const heard = (await session.heard('n1', 'n2')).slice(before);
		expect([...heard].sort((a, b) => a - b)).toEqual(values);
		// On a stream none overtakes another.
		if (options.links === 'streams') expect(heard).toEqual(values);
		else expect(heard).not.toEqual(values);
	});

	it.runIf(suite.supports('delay'))(
		'has a long tail where it is asked for: most messages are early, some are late',
		async () => {
			const session = suite.session();
			await session.passes('n1', 'n2');
			const before = (await session.heard('n1', 'n2')).length;
			const delay = { kind: 'long-tail', minMs: 20, maxMs: 2_000 } as const;
			await withFault({ kind: 'delay', links: [{ from: 'n1', to: 'n2' }], delay }, async () => {
				for (let value = 0; value < 200; value++) session.post('n1', { type: 'tell', peer: 'n2', value });
				await session.sleep(400);
				const early = (await session.heard('n1', 'n2')).length - before;
				// Some 95% are below 400 ms. On a stream they come together.
				if (options.links === 'messages') expect(early).toBeGreaterThan(160);
				if (options.links === 'messages') expect(early).toBeLessThan(200);
				await session.sleep(2_000);
			});
			expect((await session.heard('n1', 'n2')).length - before).toBe(200);
		},
	);

	it.runIf(suite.supports('reorder'))('holds a share of the messages back, and the others overtake them', async () => {
		const session = suite.session();
		await session.passes('n1', 'n2');
		const before = (await session.heard('n1', 'n2')).length;
		const links = [{ from: 'n1', to: 'n2' }];
		await withFault({ kind: 'reorder', links, probability: 0.3, holdMs: 1_000 }, async () => {
			for (let value = 0; value < 100; value++) session.post('n1', { type: 'tell', peer: 'n2', value });
			await session.sleep(500);
			const early = (await session.heard('n1', 'n2')).slice(before);
			expect(early.length).toBeGreaterThan(45);
			expect(early.length).toBeLessThan(95);
			await session.sleep(1_000);
			const late = (await session.heard('n1', 'n2')).slice(before + early.length);
			expect([...early, ...late].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
			expect(Math.min(...late)).toBeLessThan(Math.max(...early));
		});
	});

	it.runIf(suite.supports('bandwidth'))('carries no more than so many bytes a second', async () => {
		const session = suite.session();
		await session.passes('n1', 'n2');
		const before = (await session.heard('n1', 'n2')).length;
		const links = [{ from: 'n1', to: 'n2' }];
		const padding = 'x'.repeat(1_000);
		await withFault({ kind: 'bandwidth', links, bytesPerSecond: 10_000 }, async () => {
			for (let value = 0; value < 40; value++) session.post('n1', { type: 'tell', peer: 'n2', value, padding });
			await session.sleep(1_000);
			// 10 kB a second, a kilobyte each; a stream may have a few in its first burst.
			const count = (await session.heard('n1', 'n2')).length - before;
			expect(count).toBeGreaterThan(2);
			expect(count).toBeLessThan(20);
			expect(await session.passes('n2', 'n1')).toBe(true);
		});
		expect(await session.passes('n1', 'n2')).toBe(true);
	});
}
