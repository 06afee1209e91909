import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventType, History, type JsonValue } from '../../harness/model/index.ts';
import { isSerializable } from './brute-force.ts';
import { listAppend } from './index.ts';
import { transactionsOf } from './transactions.ts';

type Steps = readonly (readonly [string, string, JsonValue])[];

/** A transaction with what it returned, and when: positions in the history, which have to differ. */
interface Told {
	readonly steps: Steps;
	readonly type?: Exclude<EventType, 'invoke'>;
	readonly from: number;
	readonly to: number;
}

function historyOf(transactions: readonly Told[]): History {
	const events = transactions.flatMap(({ steps, type = 'ok', from, to }, process) => {
		const asked = steps.map(([kind, key, value]) => [kind, key, kind === 'r' ? null : value]);
		return [
			{ at: from, process, type: 'invoke' as const, value: asked as JsonValue },
			{ at: to, process, type, value: (type === 'ok' ? steps : asked) as unknown as JsonValue },
		];
	});
	const history = new History();
	for (const { at, process, type, value } of events.sort((a, b) => a.at - b.at)) {
		history.append({ time: at * 1e6, process, type, f: 'txn', value });
	}
	return history;
}

/** One after the other. */
const inTurn = (...all: readonly (Steps | Omit<Told, 'from' | 'to'>)[]): History =>
	historyOf(all.map((one, i) => ({ ...('steps' in one ? one : { steps: one }), from: 2 * i, to: 2 * i + 1 })));
/** All at the same time. */
const together = (...all: readonly (Steps | Omit<Told, 'from' | 'to'>)[]): History =>
	historyOf(all.map((one, i) => ({ ...('steps' in one ? one : { steps: one }), from: i, to: all.length + i })));

const check = (history: History, level = 'strict-serializable') =>
	listAppend.check({ history, faults: [] }, { timeLimitMs: 10_000, level });
const typesOf = async (history: History, level?: string) =>
	(await check(history, level)).anomalies.map(({ type }) => type);

describe('list-append', () => {
	it('accepts what a serial execution shows', async () => {
		const history = inTurn(
			[
				['append', 'x', 1],
				['r', 'x', [1]],
			],
			[
				['r', 'x', [1]],
				['append', 'y', 1],
				['append', 'x', 2],
			],
			[
				['r', 'x', [1, 2]],
				['r', 'y', [1]],
				['r', 'z', null],
			],
		);
		expect(await check(history)).toMatchObject({
			valid: true,
			statistics: { ok: 3, strongest: 'strict-serializable' },
		});
	});

	it.each<[string, History]>([
		[
			'internal',
			inTurn(
				[
					['r', 'x', [1]],
					['append', 'x', 2],
					['r', 'x', [1]],
				],
				[['append', 'x', 1]],
			),
		],
		['duplicate-elements', inTurn([['append', 'x', 1]], [['r', 'x', [1, 1]]])],
		['phantom', inTurn([['r', 'x', [7]]])],
		['G1a', inTurn({ steps: [['append', 'x', 1]], type: 'fail' }, [['r', 'x', [1]]])],
		[
			'G1b',
			together(
				[
					['append', 'x', 1],
					['append', 'x', 2],
				],
				[['r', 'x', [1]]],
				[['r', 'x', [1, 2]]],
			),
		],
		[
			'incompatible-order',
			together([['append', 'x', 1]], [['append', 'x', 2]], [['r', 'x', [1, 2]]], [['r', 'x', [2, 1]]]),
		],
		[
			'G0',
			together(
				[
					['append', 'x', 1],
					['append', 'y', 1],
				],
				[
					['append', 'x', 2],
					['append', 'y', 2],
				],
				[['r', 'x', [1, 2]]],
				[['r', 'y', [2, 1]]],
			),
		],
		[
			'G1c',
			together(
				[
					['append', 'x', 1],
					['r', 'y', [1]],
				],
				[
					['append', 'y', 1],
					['r', 'x', [1]],
				],
			),
		],
		[
			'G-single',
			together(
				[
					['r', 'x', []],
					['r', 'y', [1]],
				],
				[
					['append', 'x', 1],
					['append', 'y', 1],
				],
				[['r', 'x', [1]]],
			),
		],
		[
			'lost-update',
			together(
				[
					['r', 'x', []],
					['append', 'x', 1],
				],
				[
					['r', 'x', []],
					['append', 'x', 2],
				],
				[['r', 'x', [1, 2]]],
			),
		],
		[
			'G2-item',
			together(
				[
					['r', 'x', []],
					['append', 'y', 1],
				],
				[
					['r', 'y', []],
					['append', 'x', 1],
				],
			),
		],
		['G-single-realtime', inTurn([['append', 'x', 1]], [['r', 'x', []]])],
		['G0-realtime', inTurn([['append', 'x', 1]], [['append', 'x', 2]], [['r', 'x', [2, 1]]])],
		[
			'G1c-realtime',
			historyOf([
				{ steps: [['r', 'x', [1]]], from: 0, to: 1 },
				{ steps: [['append', 'x', 1]], from: 2, to: 3 },
			]),
		],
	])('names %s', async (type, history) => {
		const result = await check(history);
		expect(result.valid).toBe(false);
		expect(result.anomalies.map((anomaly) => anomaly.type)).toContain(type);
		for (const { operations } of result.anomalies) expect(operations.length).toBeGreaterThan(0);
	});

	it('tells a cycle with a sentence for each edge', async () => {
		const [anomaly] = (await check(inTurn([['append', 'x', 1]], [['r', 'x', []]]))).anomalies;
		expect(anomaly?.message.split('\n')).toEqual([
			'2 transactions come before each other in a circle (G-single-realtime), so that no order of them explains what they saw:',
			'  T1 is [["append","x",1]] of process 0',
			'  T2 is [["r","x",[]]] of process 1',
			'  T1 < T2, because T1 was answered at 0.001 s, before T2 was called at 0.002 s',
			`  T2 < T1, because T2 did not observe T1's append to "x"`,
		]);
	});

	it('lets real time be where only serializability is asked for', async () => {
		const stale = inTurn([['append', 'x', 1]], [['r', 'x', []]], [['r', 'x', [1]]]);
		expect(await typesOf(stale)).toEqual(['G-single-realtime']);
		expect(await typesOf(stale, 'serializable')).toEqual([]);
		expect((await check(stale)).statistics).toMatchObject({ strongest: 'serializable' });
	});

	it('counts a transaction of unknown end only where it was seen', async () => {
		const append = { steps: [['append', 'x', 1]] as Steps, type: 'info' as const };
		expect((await check(inTurn(append, [['r', 'x', []]], [['r', 'x', [1]]]))).valid).toBe(true);
		expect(await typesOf(inTurn(append, [['r', 'x', [1]]], [['r', 'x', []]]))).toEqual(['G-single-realtime']);
	});

	it('does not know when an element is appended twice, nothing succeeded, or it is another kind of history', async () => {
		expect(await check(inTurn([['append', 'x', 1]], [['append', 'x', 1]]))).toMatchObject({ valid: 'unknown' });
		expect(await check(inTurn({ steps: [['append', 'x', 1]], type: 'info' }))).toMatchObject({ valid: 'unknown' });
		expect(await check(inTurn([['w', 'x', 1]]))).toMatchObject({
			valid: 'unknown',
			reason: expect.stringContaining('["w","x",1]'),
		});
	});

	it('says the same as trying every order', async () => {
		let invalid = 0;
		const property = fc.asyncProperty(randomTransactions(), fc.boolean(), async (transactions, isStrict) => {
			const history = historyOf(transactions);
			const { valid } = await check(history, isStrict ? 'strict-serializable' : 'serializable');
			const expected = isSerializable(transactionsOf(history), isStrict);
			if (!expected) invalid++;
			// With nothing known to have happened there is nothing to judge.
			if (valid === 'unknown') return transactions.every(({ type }) => type !== 'ok');
			return valid === expected;
		});
		const numRuns = Number(process.env['RUNS'] ?? 3000);
		await fc.assert(property, { numRuns });
		expect(invalid).toBeGreaterThan(numRuns / 10);
		expect(invalid).toBeLessThan((numRuns * 9) / 10);
	});
});

/**
 * Few transactions over two lists, as a store would do them one at a time: but now and then a read is of an older state, or
 * an append does not arrive.
 */
function randomTransactions(): fc.Arbitrary<readonly Told[]> {
	const step = fc.record({
		key: fc.constantFrom('x', 'y'),
		isRead: fc.boolean(),
		staleBy: fc.constantFrom(0, 0, 1, 2),
	});
	const transaction = fc.record({
		steps: fc.array(step, { minLength: 1, maxLength: 3 }),
		type: fc.constantFrom<Told['type'][]>('ok', 'ok', 'ok', 'info', 'fail') as fc.Arbitrary<NonNullable<Told['type']>>,
		arrives: fc.constantFrom(true, true, true, false),
	});
	return fc
		.record({
			planned: fc.array(transaction, { minLength: 1, maxLength: 5 }),
			times: fc.constant(null),
			order: fc.infiniteStream(fc.nat(1000)),
		})
		.map(({ planned, order }) => {
			const lists = new Map<string, number[]>();
			let element = 0;
			const done = planned.map(({ steps, type, arrives }) => {
				const own = new Map<string, number[]>();
				const told = steps.map(({ key, isRead, staleBy }) => {
					const base = lists.get(key) ?? [];
					const appended = own.get(key) ?? [];
					if (isRead)
						return ['r', key, [...base.slice(0, base.length - Math.min(staleBy, base.length)), ...appended]] as const;
					appended.push(++element);
					own.set(key, appended);
					return ['append', key, element] as const;
				});
				const takesEffect =
					type === 'ok' ? arrives || !steps.some(({ isRead }) => !isRead) : type === 'info' && arrives;
				if (takesEffect) for (const [key, elements] of own) lists.set(key, [...(lists.get(key) ?? []), ...elements]);
				return { steps: told as unknown as Steps, type };
			});
			return done.map((transaction, i) => {
				const [early, late] = [Number(order.next().value) % 4, Number(order.next().value) % 6];
				return {
					...transaction,
					from: 10 * i - early * 10 + (i % 3) / 10 + i / 1000,
					to: 10 * i + 5 + late * 10 + i / 1000,
				};
			});
		});
}

/** Elle's own example (Kingsbury and Alvaro, *Elle*, 2020, figure 1 of its README): the file names no function and no times. */
const example = fileURLToPath(new URL('../../../shared/histories/elle-cli/elle/paper-example.json', import.meta.url));
const isThere = existsSync(example);
if (!isThere) console.warn(`Skipped: the recorded history is not at ${example}`);

describe.skipIf(!isThere)('a recorded history of list-append', () => {
	it('is refused for what Elle finds in it', async () => {
		const history = new History();
		for (const event of JSON.parse(readFileSync(example, 'utf8'))) {
			const { index, process, type, value } = event;
			history.append({ process, type, value, f: 'txn', time: index });
		}
		expect(await typesOf(history, 'serializable')).toEqual(['G-single']);
	});
});
