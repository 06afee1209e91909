import { describe, expect, it } from 'vitest';
import { type EventType, type FaultEvent, History } from '../harness/model/index.ts';
import { progress } from './progress.ts';

/** Events as `[second, process, type]`, all of them reads. */
function historyOf(...events: readonly (readonly [second: number, process: number, type: EventType])[]): History {
	return History.of(
		events.map(([second, process, type]) => ({ time: second * 1e9, process, type, f: 'read', value: null })),
	);
}

const crash = { kind: 'crash', nodes: ['n1'] } as const;
const injectAt = (second: number, id = 1): FaultEvent => ({
	time: second * 1e9,
	type: 'inject',
	id,
	nemesis: 'crash',
	fault: crash,
});
const healAt = (second: number, id = 1): FaultEvent => ({ ...injectAt(second, id), type: 'heal' });

async function check(history: History, faults: readonly FaultEvent[] = [], boundMs = 3000) {
	return progress.check({ history, faults }, { timeLimitMs: 1000, boundMs });
}

describe('valid', () => {
	it('operations succeed again soon after the heal', async () => {
		const history = historyOf([1, 0, 'invoke'], [6, 0, 'ok'], [6.5, 0, 'invoke'], [7.2, 0, 'ok']);
		const result = await check(history, [injectAt(0), healAt(5)]);
		expect(result.valid).toBe(true);
		expect(result.statistics).toMatchObject({ healedAtMs: 5000, recoveredAfterMs: 1000, longestStallMs: 1000 });
	});

	it('no success for long while a fault is active', async () => {
		const history = historyOf([0, 0, 'invoke'], [60, 0, 'fail'], [61, 0, 'invoke'], [61.5, 0, 'ok']);
		expect((await check(history, [injectAt(0), healAt(60)])).valid).toBe(true);
	});

	it('a long time in which nobody asks for anything', async () => {
		const history = historyOf([0, 0, 'invoke'], [1, 0, 'ok'], [60, 0, 'invoke'], [61, 0, 'ok']);
		expect((await check(history)).valid).toBe(true);
	});
});

describe('no progress', () => {
	it('one operation hangs for longer than the bound after the heal', async () => {
		const history = historyOf([1, 0, 'invoke'], [9, 0, 'info']);
		const result = await check(history, [injectAt(0), healAt(5)]);
		expect(result.valid).toBe(false);
		expect(result.anomalies).toMatchObject([{ type: 'no-progress', operations: [0] }]);
	});

	it('operations fail at once, again and again', async () => {
		const events = Array.from({ length: 50 }, (_, i): [number, number, EventType][] => [
			[i / 10, 0, 'invoke'],
			[i / 10 + 0.01, 0, 'fail'],
		]).flat();
		const result = await check(historyOf(...events));
		expect(result.valid).toBe(false);
		expect(result.anomalies[0]?.operations).toHaveLength(20);
	});

	it('a stall after the first successes', async () => {
		const history = historyOf([0, 0, 'invoke'], [1, 0, 'ok'], [2, 0, 'invoke'], [8, 0, 'ok']);
		const result = await check(history);
		expect(result.valid).toBe(false);
		expect(result.statistics).toMatchObject({ longestStallMs: 6000 });
	});

	it('an operation that is still open when the history ends', async () => {
		const history = historyOf([0, 0, 'invoke'], [1, 1, 'invoke'], [9, 1, 'fail']);
		expect((await check(history)).valid).toBe(false);
	});
});

describe('unknown', () => {
	it('clients stop before the bound is over', async () => {
		const history = historyOf([5.5, 0, 'invoke'], [6.5, 0, 'fail']);
		const result = await check(history, [injectAt(0), healAt(5)]);
		expect(result).toMatchObject({ valid: 'unknown', reason: expect.stringContaining('1000 ms') });
	});

	it('clients issue nothing after the heal', async () => {
		const history = historyOf([0, 0, 'invoke'], [1, 0, 'ok']);
		expect((await check(history, [injectAt(0), healAt(5)])).valid).toBe('unknown');
	});

	it('a fault is never healed', async () => {
		const history = historyOf([0, 0, 'invoke'], [1, 0, 'ok']);
		const result = await check(history, [injectAt(0), healAt(1), injectAt(0.5, 2)]);
		expect(result).toMatchObject({ valid: 'unknown', reason: expect.stringContaining('never healed') });
	});

	it('an empty history', async () => {
		expect((await check(new History())).valid).toBe('unknown');
	});
});

describe('seconds after healing', () => {
	it('counts those in which clients worked and those with a success', async () => {
		const history = historyOf(
			[5.1, 0, 'invoke'],
			[5.2, 0, 'ok'],
			[5.9, 0, 'invoke'],
			[7.5, 0, 'ok'],
			// Nobody works in the fourth second; the last one is not whole.
			[9.1, 0, 'invoke'],
			[9.2, 0, 'ok'],
			[10.5, 0, 'invoke'],
			[10.6, 0, 'ok'],
		);
		const { statistics } = await check(history, [injectAt(0), healAt(5)]);
		expect(statistics).toMatchObject({ seconds: 4, secondsWithProgress: 3, progressEverySecond: false });
	});

	it('is satisfied by a success in each', async () => {
		const events = Array.from({ length: 30 }, (_, i): [number, number, EventType][] => [
			[i / 3, 0, 'invoke'],
			[i / 3 + 0.2, 0, 'ok'],
		]).flat();
		const { statistics } = await check(historyOf(...events));
		expect(statistics).toMatchObject({ seconds: 9, secondsWithProgress: 9, progressEverySecond: true });
	});
});
