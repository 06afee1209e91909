import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History, type HistoryEvent, type JsonValue, UsageError } from '../../harness/model/index.ts';
import { overlappingHistory } from '../testing/overlapping-history.ts';
import { setFull } from './index.ts';

/** Events in short: `[process, type, f, value]`, one a millisecond. */
type Short = readonly [process: number, type: HistoryEvent['type'], f: string, value: JsonValue];

function historyOf(...events: readonly Short[]): History {
	return History.of(events.map(([process, type, f, value], i) => ({ time: i * 1e6, process, type, f, value })));
}

const check = (history: History, options = {}) =>
	setFull.check({ history, faults: [] }, { timeLimitMs: 1000, ...options });

const add = (process: number, value: JsonValue): Short[] => [
	[process, 'invoke', 'add', value],
	[process, 'ok', 'add', value],
];
const read = (process: number, value: JsonValue): Short[] => [
	[process, 'invoke', 'read', null],
	[process, 'ok', 'read', value],
];

describe('set-full', () => {
	it('accepts elements that stay', async () => {
		const history = historyOf(...add(0, 1), ...read(1, [1]), ...add(0, 'a'), ...read(1, ['a', 1]));
		expect(await check(history)).toMatchObject({
			valid: true,
			anomalies: [],
			statistics: { attempted: 2, acknowledged: 2, stable: 2, lost: 0, stale: 0, duplicated: 0, unexpected: 0 },
		});
	});

	it('finds what is lost: known to be there, and in no read any more', async () => {
		const history = historyOf(...add(0, 1), ...add(0, 2), ...read(1, [1, 2]), ...read(1, [2]));
		const { valid, anomalies, statistics } = await check(history);
		expect(valid).toBe(false);
		expect(anomalies).toMatchObject([{ type: 'lost-element', operations: [0, 4, 6], details: { value: 1 } }]);
		expect(statistics).toMatchObject({ lost: 1, stable: 1, lostLatencyMs: { max: 3 } });
	});

	it('finds what a read listed twice, and how often', async () => {
		const { valid, anomalies } = await check(historyOf(...add(0, 1), ...read(1, [1, 1]), ...read(1, [1, 1, 1])));
		expect(valid).toBe(false);
		expect(anomalies).toMatchObject([{ type: 'duplicated-element', operations: [0, 4] }]);
		expect(anomalies[0]?.message).toContain('3 times');
	});

	it.each<[why: string, events: Short[], operations: number[]]>([
		['nobody tried to add it', [...add(0, 1), ...read(1, [1, 7])], [2]],
		[
			'the only attempts to add it failed',
			[...add(0, 1), [0, 'invoke', 'add', 7], [0, 'fail', 'add', 7], ...read(1, [1, 7])],
			[2, 4],
		],
		['before anybody tried', [...add(0, 1), ...read(1, [1, 7]), ...add(0, 7)], [2, 4]],
	])('finds what was read and should not be there: %s', async (why, events, operations) => {
		const { valid, anomalies } = await check(historyOf(...events));
		expect(valid).toBe(false);
		expect(anomalies).toMatchObject([{ type: 'unexpected-element', operations, details: { value: 7 } }]);
		expect(anomalies[0]?.message).toContain(why);
	});

	it('counts what was seen late, and refuses it where the set should be linearizable', async () => {
		const history = historyOf(...add(0, 1), ...read(1, []), ...read(1, []), ...read(1, [1]));
		expect(await check(history)).toMatchObject({
			valid: true,
			statistics: { stale: 1, worstStale: [{ value: 1, latencyMs: 3 }], stableLatencyMs: { max: 3 } },
		});
		const { valid, anomalies } = await check(history, { linearizable: true });
		expect(valid).toBe(false);
		expect(anomalies).toMatchObject([{ type: 'stale-element', operations: [0, 4, 6] }]);
	});

	it('does not blame a read that overlaps the add, nor miss an add that crashed and was seen', async () => {
		const overlap = historyOf(
			[0, 'invoke', 'add', 1],
			[1, 'invoke', 'read', null],
			[0, 'ok', 'add', 1],
			[1, 'ok', 'read', []],
		);
		expect(await check(overlap)).toMatchObject({ valid: 'unknown', statistics: { neverRead: 1, lost: 0 } });
		const crashed = historyOf([0, 'invoke', 'add', 1], [0, 'info', 'add', 1], ...read(1, [1]), ...read(1, []));
		expect(await check(crashed)).toMatchObject({ valid: false, statistics: { lost: 1, acknowledged: 0 } });
		const unseen = historyOf([0, 'invoke', 'add', 1], [0, 'info', 'add', 1], ...add(2, 2), ...read(1, [2]));
		expect(await check(unseen)).toMatchObject({ valid: true, statistics: { neverRead: 1 } });
	});

	it('says unknown where nothing was tested, and refuses what is no such history', async () => {
		expect(await check(historyOf())).toMatchObject({
			valid: 'unknown',
			reason: expect.stringContaining('nothing was added'),
		});
		expect(await check(historyOf(...add(0, 1)))).toMatchObject({ valid: 'unknown' });
		await expect(check(historyOf([0, 'invoke', 'remove', 1]))).rejects.toThrow(UsageError);
		await expect(check(historyOf(...read(0, 5)))).rejects.toThrow('Expected a read of a set to return a list, got 5');
		await expect(check(historyOf(), { linearisable: true })).rejects.toThrow('no option `linearisable`');
	});

	it('keeps the keys apart, and values that are equal together', async () => {
		const events = [
			...add(0, { a: 1, b: 2 }),
			...read(1, [{ b: 2, a: 1 }]),
			...add(0, '1'),
			...add(0, 1),
			...read(1, [1, '1', { a: 1, b: 2 }]),
		];
		expect(await check(historyOf(...events))).toMatchObject({ valid: true, statistics: { attempted: 3 } });
		const keyed = History.of([
			{ time: 0, process: 0, type: 'invoke', f: 'add', key: 'x', value: 1 },
			{ time: 1, process: 0, type: 'ok', f: 'add', key: 'x', value: 1 },
			{ time: 2, process: 0, type: 'invoke', f: 'read', key: 'y', value: null },
			{ time: 3, process: 0, type: 'ok', f: 'read', key: 'y', value: [1] },
		]);
		expect(await check(keyed)).toMatchObject({ valid: false, statistics: { unexpected: 1, neverRead: 1 } });
	});

	it('agrees with element after element, read after read', async () => {
		let invalid = 0;
		await fc.assert(
			fc.asyncProperty(randomHistory(), async (history) => {
				const expected = bySlowCount(history);
				const { valid, statistics } = await check(history, { linearizable: true });
				expect(statistics).toMatchObject(expected);
				const { lost, stale, duplicated, unexpected, stable } = expected;
				expect(valid).toBe(lost + stale + duplicated + unexpected > 0 ? false : stable > 0 ? true : 'unknown');
				if (valid === false) invalid++;
			}),
			{ numRuns: runs },
		);
		expect(invalid).toBeGreaterThan(runs / 10);
		expect(invalid).toBeLessThan(runs);
	});
});

const runs = Number(process.env['FAULTLINE_FUZZ'] ?? 1000);

/** Adds and reads that overlap, with answers that are mostly right. */
function randomHistory(): fc.Arbitrary<History> {
	const step = fc.record({
		process: fc.nat(3),
		f: fc.constantFrom('add', 'read'),
		value: fc.nat(5),
		ends: fc.constantFrom('ok' as const, 'ok', 'ok', 'ok', 'info', 'fail'),
		forgets: fc.constantFrom(-1, -1, -1, 0, 1, 2),
		more: fc.constantFrom([], [], [], [], [], [1], [9]),
	});
	return fc.array(step, { maxLength: 14 }).map((steps) => {
		const there = new Set<number>();
		return overlappingHistory(
			steps,
			({ f, value }) => (f === 'add' ? value : null),
			({ f, value, ends, forgets, more }) => {
				const seen = [...[...there].filter((one) => one !== forgets), ...more];
				if (f === 'add' && ends !== 'fail') there.add(value);
				return f === 'add' ? value : ends === 'ok' ? seen : null;
			},
		);
	});
}

/** Each element against each read, by the words of the definitions. */
function bySlowCount(history: History) {
	const operations = [...history.operations()];
	const reads = operations.filter(({ f, type }) => f === 'read' && type === 'ok');
	const count = { attempted: 0, stable: 0, lost: 0, neverRead: 0, stale: 0, duplicated: 0, unexpected: 0 };
	for (const value of [0, 1, 2, 3, 4, 5, 9]) {
		const times = (output: JsonValue) => (output as readonly JsonValue[]).filter((one) => one === value).length;
		const adds = operations.filter(({ f, input, type }) => f === 'add' && input === value && type !== 'fail');
		const showing = reads.filter(({ output }) => times(output) > 0);
		if (showing.some(({ output }) => times(output) > 1)) count.duplicated++;
		if (showing.some(({ completed }) => !adds.some(({ invoked }) => invoked < completed))) count.unexpected++;
		if (adds.length === 0) continue;
		count.attempted++;
		const known = Math.min(...[...adds, ...showing].map(({ completed }) => completed));
		const begun = Math.min(...adds.map(({ invoked }) => invoked));
		const missing = reads.filter(({ output, completed }) => times(output) === 0 && completed > begun);
		const lastSeen = Math.max(-1, ...showing.map(({ invoked }) => invoked));
		const lastMissed = Math.max(-1, ...missing.map(({ invoked }) => invoked));
		if (lastSeen > lastMissed) {
			count.stable++;
			if (lastMissed > known) count.stale++;
		} else if (lastMissed > known) count.lost++;
		else count.neverRead++;
	}
	return count;
}
