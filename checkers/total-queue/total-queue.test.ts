import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History, type HistoryEvent, type JsonValue, type Operation, UsageError } from '../../harness/model/index.ts';
import { overlappingHistory } from '../testing/overlapping-history.ts';
import { totalQueue } from './index.ts';

/** Events in short: `[process, type, f, value]`, one a millisecond. */
type Short = readonly [process: number, type: HistoryEvent['type'], f: string, value: JsonValue];

function historyOf(...events: readonly Short[]): History {
	return History.of(events.map(([process, type, f, value], i) => ({ time: i * 1e6, process, type, f, value })));
}

const check = (history: History, options = {}) =>
	totalQueue.check({ history, faults: [] }, { timeLimitMs: 1000, ...options });

const enqueue = (process: number, value: JsonValue, type: 'ok' | 'info' | 'fail' = 'ok'): Short[] => [
	[process, 'invoke', 'enqueue', value],
	[process, type, 'enqueue', value],
];
const dequeue = (process: number, value: JsonValue): Short[] => [
	[process, 'invoke', 'dequeue', null],
	[process, 'ok', 'dequeue', value],
];
const drain = (process: number, ...values: JsonValue[]): Short[] => [
	[process, 'invoke', 'drain', null],
	[process, 'ok', 'drain', values],
];

describe('total-queue', () => {
	it('accepts a queue from which everything comes out, in any order', async () => {
		const history = historyOf(
			...enqueue(0, 1),
			...enqueue(0, 2),
			...enqueue(5, 3, 'info'),
			...dequeue(1, 2),
			...drain(1, 3, 1),
		);
		expect(await check(history)).toMatchObject({
			valid: true,
			statistics: { attempted: 3, acknowledged: 2, taken: 3, lost: 0, duplicated: 0, unexpected: 0, recovered: 1 },
		});
	});

	it('tells how long elements were in', async () => {
		const { statistics } = await check(
			historyOf(...enqueue(0, 1), ...enqueue(0, 2), ...dequeue(1, 1), ...dequeue(1, 2)),
		);
		expect(statistics?.['visibleAfterMs']).toMatchObject({ min: 4, p50: 4, max: 4 });
	});

	it.each<[how: string, end: Short[], index: number]>([
		['a dequeue that found nothing', dequeue(1, null), 4],
		['a drain', drain(1), 4],
		[
			'a failure that says so',
			[
				[1, 'invoke', 'dequeue', null],
				[1, 'fail', 'dequeue', null],
			],
			4,
		],
	])('finds what is lost, where the queue was seen empty by %s', async (_, end, index) => {
		const events = [...enqueue(0, 1), ...enqueue(0, 2), ...end, ...dequeue(2, 1)];
		const history = History.of(
			[...historyOf(...events).events()].map((event) => (event.type === 'fail' ? { ...event, error: 'empty' } : event)),
		);
		const { valid, anomalies, statistics } = await check(history);
		expect(valid).toBe(false);
		expect(anomalies).toMatchObject([{ type: 'lost-element', operations: [2, index], details: { value: 2 } }]);
		expect(statistics).toMatchObject({ lost: 1, missing: 1 });
	});

	it('does not call lost what may still be in, or what a crashed dequeue may have taken', async () => {
		const still = historyOf(...enqueue(0, 1), ...enqueue(0, 2), ...dequeue(1, 1));
		expect(await check(still)).toMatchObject({ valid: 'unknown', reason: expect.stringContaining('end with a drain') });
		expect(await check(still, { drained: true })).toMatchObject({ valid: false, statistics: { lost: 1 } });
		const crash: Short[] = [
			[3, 'invoke', 'dequeue', null],
			[3, 'info', 'dequeue', null],
		];
		const taken = historyOf(...enqueue(0, 1), ...crash, ...drain(1));
		expect(await check(taken)).toMatchObject({ valid: 'unknown', reason: expect.stringContaining('crashed') });
		const tooMany = historyOf(...enqueue(0, 1), ...enqueue(0, 2), ...crash, ...drain(1));
		expect(await check(tooMany)).toMatchObject({ valid: false, statistics: { lost: 1, missing: 2 } });
		const tooLate = historyOf(...enqueue(0, 1), ...drain(1), ...crash);
		expect(await check(tooLate)).toMatchObject({ valid: false, statistics: { lost: 1 } });
	});

	it('finds what came out twice, unless the queue may deliver more than once', async () => {
		const history = historyOf(...enqueue(0, 1), ...dequeue(1, 1), ...dequeue(2, 1));
		const { valid, anomalies } = await check(history);
		expect(valid).toBe(false);
		expect(anomalies).toMatchObject([{ type: 'duplicated-element', operations: [0, 2, 4] }]);
		expect(await check(history, { duplicates: 'allowed' })).toMatchObject({
			valid: true,
			statistics: { duplicated: 1 },
		});
		const twice = historyOf(...enqueue(0, 1), ...enqueue(3, 1, 'info'), ...dequeue(1, 1), ...dequeue(2, 1));
		expect(await check(twice)).toMatchObject({ valid: true });
	});

	it.each<[why: string, events: Short[], operations: number[]]>([
		['nobody tried to enqueue it', [...enqueue(0, 1), ...drain(1, 1, 7)], [2]],
		['the only attempts to enqueue it failed', [...enqueue(0, 1), ...enqueue(0, 7, 'fail'), ...drain(1, 1, 7)], [2, 4]],
		['before anybody tried', [...enqueue(0, 1), ...drain(1, 1, 7), ...enqueue(0, 7)], [2, 4]],
	])('finds what came out and had not gone in: %s', async (why, events, operations) => {
		const { valid, anomalies } = await check(historyOf(...events));
		expect(valid).toBe(false);
		expect(anomalies).toMatchObject([{ type: 'unexpected-element', operations, details: { value: 7 } }]);
		expect(anomalies[0]?.message).toContain(why);
	});

	it('says unknown where nothing was tested, and refuses what is no such history', async () => {
		expect(await check(historyOf(...enqueue(0, 1, 'info')))).toMatchObject({ valid: 'unknown' });
		await expect(check(historyOf([0, 'invoke', 'peek', null]))).rejects.toThrow(UsageError);
		await expect(check(historyOf(), { duplicates: 'yes' })).rejects.toThrow('to be refused or allowed, got "yes"');
		await expect(check(historyOf(), { drain: true })).rejects.toThrow('no option `drain`');
	});

	it('agrees with every way to say who took what', async () => {
		const seen = { true: 0, false: 0, unknown: 0 };
		await fc.assert(
			fc.asyncProperty(randomHistory(), async (history) => {
				const { valid } = await check(history);
				expect(valid).toBe(bySearch(history));
				seen[`${valid}`]++;
			}),
			{ numRuns: runs },
		);
		expect(Math.min(...Object.values(seen))).toBeGreaterThan(runs / 50);
	});
});

const runs = Number(process.env['FAULTLINE_FUZZ'] ?? 1000);

function randomHistory(): fc.Arbitrary<History> {
	const step = fc.record({
		process: fc.nat(3),
		f: fc.constantFrom('enqueue', 'enqueue', 'dequeue', 'dequeue', 'drain'),
		value: fc.nat(4),
		ends: fc.constantFrom('ok' as const, 'ok', 'ok', 'ok', 'ok', 'info', 'fail'),
		wrong: fc.constantFrom(...new Array<undefined>(12).fill(undefined), 0, 1, 'again'),
	});
	return fc.array(step, { maxLength: 10 }).map((steps) => {
		const inside: number[] = [];
		return overlappingHistory(
			steps,
			({ f, value }) => (f === 'enqueue' ? value : null),
			({ f, value, ends, wrong }) => {
				if (f === 'enqueue') {
					if (ends !== 'fail' && wrong !== 1) inside.push(value);
					return value;
				}
				if (ends === 'ok' && f === 'drain') return [...inside.splice(0), ...(wrong === 0 ? [0] : [])];
				if (ends === 'ok') return (wrong === 'again' ? inside[0] : inside.shift()) ?? (wrong === 0 ? 0 : null);
				if (ends === 'info' && wrong === 1) inside.shift();
				return null;
			},
		);
	});
}

/**
 * Tries to give each element that came out an attempt of its own that had begun; then to give each acknowledged element
 * that was put in before the queue was last seen empty somebody who took it.
 */
function bySearch(history: History): boolean | 'unknown' {
	const operations = [...history.operations()];
	const attempts = operations.filter(({ f, type }) => f === 'enqueue' && type !== 'fail');
	const done = operations.filter(({ type }) => type === 'ok');
	const outputs = done.flatMap((one) => {
		if (one.f === 'drain') return (one.output as JsonValue[]).map((value) => ({ one, value }));
		return one.f === 'dequeue' && one.output !== null ? [{ one, value: one.output }] : [];
	});
	const empties = done.filter(({ f, output }) => f === 'drain' || (f === 'dequeue' && output === null));
	const empty = empties.at(-1);
	const takers = operations.filter(
		({ f, type, invoked }) => f !== 'enqueue' && type === 'info' && invoked < (empty?.completed ?? -1),
	);
	const acknowledged = attempts.filter(({ type }) => type === 'ok');
	if (acknowledged.length === 0 && matchings(outputs, attempts).length > 0) return 'unknown';
	const ways = matchings(outputs, attempts);
	if (ways.length === 0) return false;
	const left = ways.map((used) => acknowledged.filter((one) => !used.has(one)));
	if (left.some((one) => one.length === 0)) return true;
	const canTake = takers.some(({ f }) => f === 'drain') ? Number.POSITIVE_INFINITY : takers.length;
	const explained = left.some(
		(one) => one.filter(({ completed }) => completed < (empty?.invoked ?? -1)).length <= canTake,
	);
	return explained ? 'unknown' : false;
}

/** All sets of attempts that can stand for what came out. */
function matchings(
	outputs: readonly { readonly one: Operation; readonly value: JsonValue }[],
	attempts: readonly Operation[],
	used: ReadonlySet<Operation> = new Set(),
): ReadonlySet<Operation>[] {
	const [first, ...rest] = outputs;
	if (first === undefined) return [used];
	return attempts
		.filter((one) => !used.has(one) && one.input === first.value && one.invoked < first.one.completed)
		.flatMap((one) => matchings(rest, attempts, new Set([...used, one])));
}
