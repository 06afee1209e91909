import { describe, expect, it } from 'vitest';
import { History, type HistoryEvent, type JsonValue } from '../../harness/model/index.ts';
import { linearizability } from '../linearizability/index.ts';
import { describeLevels } from './describe.ts';
import { consistency } from './index.ts';
import { levelNames } from './levels.ts';
import { type DecidedLevels, summarizeLevels } from './summary.ts';
import { inTurn, sessions } from './testing/registers-of.ts';

const limits = { timeLimitMs: 10_000 };
const check = (history: History, level: string, options: { [option: string]: JsonValue } = {}) =>
	consistency.check({ history, faults: [] }, { ...limits, level, ...options });

/** Events in short: `[process, type, f, value]`. */
type Short = readonly [process: number, type: HistoryEvent['type'], f: string, value: JsonValue];

function historyOf(...events: readonly Short[]): History {
	return History.of(events.map(([process, type, f, value], time) => ({ time, process, type, f, value })));
}

const storeBuffers = sessions(['w x 1', 'r y nil'], ['w y 1', 'r x nil']);

describe('consistency', () => {
	it('accepts a level that holds, and refuses one that does not, with the operations that show it', async () => {
		expect(await check(storeBuffers, 'causal-convergence')).toMatchObject({ valid: true, anomalies: [] });
		const { valid, anomalies } = await check(storeBuffers, 'sequential');
		expect(valid).toBe(false);
		expect(anomalies).toMatchObject([{ type: 'sequential-violation', operations: [0, 1, 3, 5] }]);
	});

	it('says unknown where values repeat, or where nobody can tell who read from whom', async () => {
		const repeated = inTurn('0 w x 1', '0 w x 2', '1 w x 1', '1 r x 1');
		const reason = 'not decided: values repeat: 1 was written to "x" more than once';
		expect(await check(repeated, 'causal')).toMatchObject({ valid: 'unknown', reason });
		const first = historyOf([0, 'invoke', 'write', null], [0, 'ok', 'write', null]);
		expect(await check(first, 'causal')).toMatchObject({ valid: 'unknown' });
		const append = historyOf([0, 'invoke', 'append', 'a'], [0, 'ok', 'append', 'a']);
		expect(await check(append, 'causal')).toMatchObject({
			valid: 'unknown',
			reason: expect.stringContaining('append'),
		});
	});

	it('refuses at every level what nobody wrote, and what only a failed write wrote', async () => {
		const invented = inTurn('0 w x 1', '1 r x 7');
		const failed = historyOf(
			[0, 'invoke', 'write', 7],
			[0, 'fail', 'write', 7],
			[1, 'invoke', 'read', null],
			[1, 'ok', 'read', 7],
		);
		for (const level of levelNames) {
			expect(await check(invented, level)).toMatchObject({ valid: false, anomalies: [{ type: 'thin-air-read' }] });
			expect(await check(failed, level)).toMatchObject({ valid: false, anomalies: [{ operations: [0, 2] }] });
		}
	});

	it('takes a crashed write for one that happened where somebody saw it, and for nothing elsewhere', async () => {
		const crashed = (value: JsonValue) =>
			historyOf(
				[0, 'invoke', 'write', 1],
				[0, 'info', 'write', 1],
				[1, 'invoke', 'read', null],
				[1, 'ok', 'read', value],
				[1, 'invoke', 'read', null],
				[1, 'ok', 'read', null],
			);
		expect(await check(crashed(null), 'monotonic-reads')).toMatchObject({ valid: true });
		expect(await check(crashed(1), 'monotonic-reads')).toMatchObject({ valid: false });
	});

	it('reads get and put of strings, and another initial value', async () => {
		const strings = historyOf(
			[0, 'invoke', 'get', null],
			[0, 'ok', 'get', ''],
			[0, 'invoke', 'put', 'a'],
			[0, 'ok', 'put', 'a'],
			[0, 'invoke', 'get', null],
			[0, 'ok', 'get', 'a'],
		);
		expect(await check(strings, 'sequential')).toMatchObject({ valid: true });
		const zero = inTurn('0 r x 0', '0 w x 1', '0 r x 1');
		expect(await check(zero, 'sequential', { initial: 0 })).toMatchObject({ valid: true });
		expect(await check(zero, 'sequential')).toMatchObject({ valid: false });
	});

	it('echoes what is wrong with its options', async () => {
		await expect(check(storeBuffers, 'sequentail')).rejects.toThrow('got "sequentail". Did you mean `sequential`?');
		await expect(check(storeBuffers, 'causal', { strict: true })).rejects.toThrow('no option `strict`');
		await expect(check(storeBuffers, 'causal', { only: 'read' })).rejects.toThrow('to list functions, got "read"');
	});
});

describe('a history that is not linearizable', () => {
	const judge = (history: History, model = 'kv') =>
		linearizability.check({ history, faults: [] }, { ...limits, model });

	it('is told what it still is, in data and in a sentence', async () => {
		const { valid, remark, statistics } = await judge(inTurn('0 w x 1', '0 w x 2', '1 r x 1'));
		expect(valid).toBe(false);
		expect(remark).toBe(
			'Not linearizable, but sequentially consistent; stale by up to 1 ms: reads return one of the last 2 values.',
		);
		expect(statistics?.['levels']).toMatchObject({
			strongest: ['sequential'],
			firstBroken: 'linearizable',
			broken: [{ level: 'regular', operations: [0, 2, 4] }],
			stalenessMs: 1,
			stalenessUndecided: null,
			versions: { atLeast: 2, atMost: 2 },
		});
	});

	it('is told the weakest level that it breaks', async () => {
		const back = await judge(inTurn('0 w x 1', '0 w x 2', '1 r x 2', '1 r x 1'));
		expect(back.statistics?.['levels']).toMatchObject({
			strongest: ['read-your-writes', 'monotonic-writes', 'writes-follow-reads'],
			firstBroken: 'monotonic-reads',
		});
		expect(back.remark).toMatch(
			/^Neither linearizable nor monotonic reads, but read your writes, monotonic writes and /,
		);
		const split = await judge(inTurn('0 w x 1', '1 w y 1', '0 r y nil', '1 r x nil'));
		expect(split.statistics?.['levels']).toMatchObject({
			strongest: ['causal-convergence'],
			firstBroken: 'sequential',
		});
	});

	it('is told that nothing can be told where values repeat, or of another model', async () => {
		const repeated = await judge(inTurn('0 w x 1', '0 w x 2', '0 w x 1', '0 w x 3', '1 r x 2'));
		expect(repeated.statistics?.['levels']).toEqual({
			notDecided: 'values repeat: 1 was written to "x" more than once',
		});
		const queue = historyOf([0, 'invoke', 'dequeue', null], [0, 'ok', 'dequeue', 5]);
		expect((await judge(queue, 'queue')).statistics?.['levels']).toMatchObject({
			notDecided: expect.stringContaining('queue'),
		});
	});

	it('is told what nobody had the time to find out, and why', () => {
		const levels = summarizeLevels(inTurn('0 w x 1', '0 w x 2', '1 r x 1'), { initial: null }, 0) as DecidedLevels;
		expect(levels).toMatchObject({ strongest: [], firstBroken: 'linearizable', stalenessMs: null, versions: null });
		expect(describeLevels(levels)).toBe(
			'Not linearizable; read your writes, monotonic reads, monotonic writes, writes follow reads, weakly causally ' +
				'consistent (CC), causally convergent (CCv) and sequentially consistent: not decided, time ran out; how stale ' +
				'reads are: not decided, time ran out.',
		);
	});

	it('and one that is linearizable is told nothing', async () => {
		const { valid, remark, statistics } = await judge(inTurn('0 w x 1', '1 r x 1'));
		expect([valid, remark, statistics?.['levels']]).toEqual([true, undefined, undefined]);
	});
});
