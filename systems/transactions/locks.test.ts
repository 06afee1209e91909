import { describe, expect, it } from 'vitest';
import { type LockMode, LockTable } from './locks.ts';

function table() {
	const locks = new LockTable();
	const granted: string[] = [];
	const acquire = (tx: string, key: string, mode: LockMode) =>
		locks.acquire(tx, key, mode, () => granted.push(`${tx} ${key} ${mode}`));
	return { locks, granted, acquire };
}

describe('LockTable', () => {
	it('lets readers share, and writers wait for them', () => {
		const { locks, granted, acquire } = table();
		acquire('t1', 'x', 'shared');
		acquire('t2', 'x', 'shared');
		acquire('t3', 'x', 'exclusive');
		expect(granted).toEqual(['t1 x shared', 't2 x shared']);
		locks.release('t1');
		expect(granted).toHaveLength(2);
		locks.release('t2');
		expect(granted.at(-1)).toBe('t3 x exclusive');
	});

	it('serves in the order of arrival, so that no writer starves', () => {
		const { locks, granted, acquire } = table();
		acquire('t1', 'x', 'shared');
		acquire('t2', 'x', 'exclusive');
		acquire('t3', 'x', 'shared');
		expect(granted).toEqual(['t1 x shared']);
		locks.release('t1');
		locks.release('t2');
		expect(granted).toEqual(['t1 x shared', 't2 x exclusive', 't3 x shared']);
	});

	it('lets the only reader write, and two who want to wait for each other until one gives up', () => {
		const { locks, granted, acquire } = table();
		acquire('t1', 'x', 'shared');
		acquire('t1', 'x', 'exclusive');
		expect(granted.at(-1)).toBe('t1 x exclusive');
		acquire('t1', 'y', 'shared');
		acquire('t2', 'y', 'shared');
		acquire('t1', 'y', 'exclusive');
		acquire('t2', 'y', 'exclusive');
		expect(granted).toHaveLength(4);
		locks.release('t2');
		expect(granted.at(-1)).toBe('t1 y exclusive');
		expect(locks.heldBy('t1')).toEqual(['x', 'y']);
		expect(locks.heldBy('t2')).toEqual([]);
	});

	it('gives an exclusive lock to nobody else, and keeps it when its holder reads', () => {
		const { locks, granted, acquire } = table();
		acquire('t1', 'x', 'exclusive');
		acquire('t1', 'x', 'shared');
		acquire('t2', 'x', 'shared');
		expect(granted).toEqual(['t1 x exclusive', 't1 x shared']);
		locks.release('t1');
		expect(granted.at(-1)).toBe('t2 x shared');
	});
});
