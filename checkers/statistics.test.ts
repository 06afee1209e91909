import { expect, it } from 'vitest';
import { type CheckerResult, type EventType, History } from '../harness/model/index.ts';
import { statistics } from './statistics.ts';

function historyOf(
	...events: readonly (readonly [ms: number, process: number, type: EventType, f: string])[]
): History {
	return History.of(events.map(([ms, process, type, f]) => ({ time: ms * 1e6, process, type, f, value: null })));
}

/** The figures of one function. */
const figuresOf = (result: CheckerResult, f: string) =>
	(result.statistics as { functions: { [f: string]: { latencyMs: { p50: number; max: number } } } }).functions[f];

const check = (history: History) => statistics.check({ history, faults: [] }, { timeLimitMs: 1000 });

it('counts operations by function and how they ended, with their latencies', async () => {
	const history = historyOf(
		[0, 0, 'invoke', 'read'],
		[10, 0, 'ok', 'read'],
		[10, 1, 'invoke', 'write'],
		[30, 1, 'fail', 'write'],
		[30, 0, 'invoke', 'read'],
		[60, 0, 'ok', 'read'],
		[70, 1, 'invoke', 'write'],
		[5_070, 1, 'info', 'write'],
	);
	const result = await check(history);
	expect(result).toMatchObject({ valid: true, anomalies: [] });
	expect(result.statistics).toMatchObject({
		ok: 2,
		fail: 1,
		info: 1,
		functions: { read: { ok: 2, fail: 0, info: 0 }, write: { ok: 0, fail: 1, info: 1, latencyMs: null } },
	});
	const read = figuresOf(result, 'read');
	expect(read?.latencyMs.p50).toBeCloseTo(10, 1);
	expect(read?.latencyMs.max).toBeCloseTo(30, 1);
});

it('measures latencies of more than a minute', async () => {
	const read = figuresOf(await check(historyOf([0, 0, 'invoke', 'read'], [600_000, 0, 'ok', 'read'])), 'read');
	expect((read?.latencyMs.max ?? 0) / 600_000).toBeCloseTo(1, 2);
});

it('does not pass when no operation succeeded', async () => {
	const failed = await check(historyOf([0, 0, 'invoke', 'read'], [1, 0, 'fail', 'read'], [2, 1, 'invoke', 'read']));
	expect(failed).toMatchObject({ valid: 'unknown', reason: expect.stringContaining('1 failed, 1 ended unknown') });
	const empty = await check(new History());
	expect(empty).toMatchObject({ valid: 'unknown', reason: expect.stringContaining('nothing was tested') });
});
