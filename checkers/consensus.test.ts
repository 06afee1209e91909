import { describe, expect, it } from 'vitest';
import { type EventType, type FaultEvent, History, type JsonValue } from '../harness/model/index.ts';
import { consensus } from './consensus.ts';

/** What a process asked and was told, and when, in seconds: positions in the history. */
interface Told {
	readonly f?: 'propose' | 'learn';
	readonly key?: string;
	readonly input?: JsonValue;
	readonly output?: JsonValue;
	readonly type?: Exclude<EventType, 'invoke'>;
	readonly from: number;
	readonly to: number;
}

function historyOf(...all: readonly Told[]): History {
	const events = all.flatMap(
		({ f = 'propose', key = 'i', input = null, output = null, type = 'ok', from, to }, process) => [
			{ time: from * 1e9, process, type: 'invoke' as const, f, key, value: input },
			{ time: to * 1e9, process, type, f, key, value: output },
		],
	);
	const history = new History();
	for (const event of events.sort((a, b) => a.time - b.time)) history.append(event);
	return history;
}

const fault = { kind: 'crash', nodes: ['n1'] } as const;
const healedAt = (seconds: number): readonly FaultEvent[] => [
	{ time: 0, type: 'inject', id: 0, nemesis: 'crash', fault },
	{ time: seconds * 1e9, type: 'heal', id: 0, nemesis: 'crash', fault },
];

const check = (history: History, faults: readonly FaultEvent[] = [], options = {}) =>
	consensus.check({ history, faults }, { timeLimitMs: 1000, ...options });

describe('consensus', () => {
	it('accepts what agrees, whoever proposed it', async () => {
		const history = historyOf(
			{ input: 1, output: 2, from: 0, to: 3 },
			{ input: 2, output: 2, from: 1, to: 2 },
			{ f: 'learn', output: null, from: 4, to: 5 },
			{ f: 'learn', output: 2, from: 6, to: 7 },
			{ key: 'j', input: 3, output: 3, from: 8, to: 9 },
		);
		expect(await check(history)).toMatchObject({
			valid: true,
			anomalies: [],
			statistics: { instances: 2, decided: 2 },
		});
	});

	it.each<[string, readonly Told[], string, readonly number[]]>([
		[
			'two answers',
			[
				{ input: 1, output: 1, from: 0, to: 1 },
				{ input: 2, output: 2, from: 2, to: 3 },
			],
			'disagreement',
			[0, 2],
		],
		[
			'a learner that learned something else',
			[
				{ input: 1, output: 1, from: 0, to: 4 },
				{ input: 2, output: 1, from: 1, to: 5 },
				{ f: 'learn', output: 2, from: 2, to: 3 },
			],
			'disagreement',
			[0, 2],
		],
		['a value of nobody', [{ input: 1, output: 9, from: 0, to: 1 }], 'unproposed-value', [0]],
		[
			'a value from the future',
			[
				{ input: 1, output: 2, from: 0, to: 1 },
				{ input: 2, output: 2, from: 2, to: 3 },
			],
			'unproposed-value',
			[0, 2],
		],
		[
			'a value of another instance',
			[
				{ input: 1, output: 1, from: 0, to: 1 },
				{ key: 'j', input: 2, output: 1, from: 2, to: 3 },
			],
			'unproposed-value',
			[2],
		],
	])('refuses %s', async (_, told, type, operations) => {
		const { valid, anomalies } = await check(historyOf(...told));
		expect(valid).toBe(false);
		expect(anomalies).toMatchObject([{ type, operations }]);
	});

	it('accepts the value of a proposal that nobody knows the end of', async () => {
		const history = historyOf({ input: 1, type: 'info', from: 0, to: 1 }, { input: 2, output: 1, from: 2, to: 3 });
		expect((await check(history)).valid).toBe(true);
	});

	it('wants an answer for each proposal once all is healed', async () => {
		const open: readonly Told[] = [
			{ input: 1, output: 1, from: 0, to: 1 },
			{ key: 'j', input: 2, type: 'info', from: 11, to: 13 },
			{ key: 'k', input: 3, output: 3, from: 19, to: 20 },
		];
		expect((await check(historyOf(...open), healedAt(10))).anomalies).toMatchObject([{ type: 'no-termination' }]);
		// It began while something was broken, or too late for an answer.
		expect((await check(historyOf(...open), healedAt(12))).valid).toBe(true);
		expect((await check(historyOf(...open), healedAt(10), { terminationMs: 9500 })).valid).toBe(true);
	});

	it('does not know when nothing was decided', async () => {
		expect(await check(historyOf({ f: 'learn', from: 0, to: 1 }))).toMatchObject({ valid: 'unknown' });
		expect(await check(historyOf({ input: 1, type: 'fail', from: 0, to: 1 }), healedAt(5))).toMatchObject({
			valid: 'unknown',
		});
	});

	it('refuses an option that is no time', async () => {
		await expect(check(historyOf(), [], { terminationMs: 'soon' })).rejects.toThrow('terminationMs of consensus');
	});
});
