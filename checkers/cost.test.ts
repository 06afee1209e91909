import { describe, expect, it } from 'vitest';
import { type FaultEvent, History } from '../harness/model/index.ts';
import { cost } from './cost.ts';

/** One operation every 100 ms. */
function operations(count: number): History {
	const history = new History();
	for (let i = 0; i < count; i++) {
		const event = { process: 0, f: 'read', value: null };
		history.append({ ...event, type: 'invoke', time: i * 1e8 });
		history.append({ ...event, type: 'ok', time: i * 1e8 + 1e6 });
	}
	return history;
}

const fault = { kind: 'crash', nodes: ['n1'] } as const;
const crashed: readonly FaultEvent[] = [
	{ time: 0, type: 'inject', id: 0, nemesis: 'crash', fault },
	{ time: 5e9, type: 'heal', id: 0, nemesis: 'crash', fault },
];

const check = (messages: number, options = {}, { history = operations(100), faults = crashed, syncs = 0 } = {}) =>
	cost.check(
		{ history, faults, usageAfterHealing: { messages, syncs } },
		{ timeLimitMs: 1000, messagesPerOperationMax: 10, messagesPerSecondMax: 100, ...options },
	);

describe('cost', () => {
	// 50 operations in 4.901 s after the healing: at most 500 + 490.
	it('accepts what operations and time explain', async () => {
		expect(await check(990)).toMatchObject({
			valid: true,
			anomalies: [],
			statistics: { operations: 50, messagesPerOperation: 19.8 },
		});
	});

	it('refuses more', async () => {
		const { valid, anomalies } = await check(991);
		expect(valid).toBe(false);
		expect(anomalies).toMatchObject([{ type: 'too-many-messages', details: { used: 991, operations: 50, most: 990 } }]);
	});

	it('counts from the start where nothing was broken', async () => {
		expect(await check(1990, {}, { faults: [] })).toMatchObject({ valid: true, statistics: { operations: 100 } });
		expect((await check(1991, {}, { faults: [] })).valid).toBe(false);
	});

	it('judges syncs where bounds are given for them', async () => {
		const bounds = { syncsPerOperationMax: 2, syncsPerSecondMax: 0 };
		expect((await check(0, bounds, { syncs: 100 })).valid).toBe(true);
		expect((await check(0, bounds, { syncs: 101 })).anomalies).toMatchObject([{ type: 'too-many-syncs' }]);
		expect((await check(0, {}, { syncs: 1e6 })).valid).toBe(true);
	});

	it('judges how many operations are slow, where a bound is given for that', async () => {
		// One in ten takes 80 ms, from a second after the healing on.
		const history = new History();
		for (let i = 0; i < 100; i++) {
			const event = { process: 0, f: 'read', value: null };
			history.append({ ...event, type: 'invoke', time: i * 1e8 });
			history.append({ ...event, type: 'ok', time: i * 1e8 + (i % 10 === 0 || i < 60 ? 8e7 : 1e6) });
		}
		const slow = (slowMs: number, slowShareMax: number) => check(0, { slowMs, slowShareMax }, { history });
		expect(await slow(50, 0.1)).toMatchObject({ valid: true, statistics: { slowShare: 0.1 } });
		expect((await slow(50, 0.09)).anomalies).toMatchObject([{ type: 'too-many-slow-operations' }]);
		expect(await slow(90, 0)).toMatchObject({ valid: true, statistics: { slowShare: 0 } });
	});

	it('does not know with few operations', async () => {
		expect(await check(1e6, {}, { history: operations(59) })).toMatchObject({ valid: 'unknown' });
	});

	it('refuses bounds that are missing or no numbers', async () => {
		await expect(check(1, { messagesPerSecondMax: 'many' })).rejects.toThrow('messagesPerSecondMax of cost');
		await expect(check(1, { syncsPerSecondMax: 1 })).rejects.toThrow('syncsPerOperationMax of cost');
		await expect(check(1, { slowMs: 1 })).rejects.toThrow('slowShareMax of cost');
	});
});
