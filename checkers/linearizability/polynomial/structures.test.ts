import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History } from '../../../harness/model/index.ts';
import { larger, smaller } from '../branchless.ts';
import { checkHistory } from '../check-history.ts';
import { simulateHistory } from '../fixtures/simulate-history.ts';
import type { Model } from '../model.ts';
import { findModel } from '../models.ts';
import { CRASHED, splitByKey, tabulate } from '../operations.ts';
import { randomHistory } from './fuzz/random-history.ts';
import { smallestBad } from './quick-xplain.ts';
import { RowHeap } from './row-heap.ts';
import { CoverTree, IntervalTree } from './segment-tree.ts';
import { eventsOf, timelineOf } from './timeline.ts';
import { TokenReader } from './token-reader.ts';

describe('smaller and larger', () => {
	it('are the minimum and the maximum, up to the ends of their range', () => {
		const position = fc.oneof(
			fc.nat(2 ** 31 - 1),
			fc.integer({ min: -1, max: 2 ** 30 }),
			fc.constantFrom(0, 2 ** 31 - 1),
		);
		fc.assert(
			fc.property(position, position, (a, b) => {
				fc.pre(Math.abs(a - b) < 2 ** 31);
				expect([smaller(a, b), larger(a, b)]).toEqual([Math.min(a, b), Math.max(a, b)]);
			}),
		);
	});
});

describe('a timeline', () => {
	it.each([3, 400])('keeps the order of %i objects that share a clock', (keys) => {
		const history = simulateHistory({ seed: 5, operations: 2000, keys, crashProbability: 0.05, concurrency: 8 });
		for (const { table } of splitByKey(history, tabulate(history))) {
			const { invoked, completed, end } = timelineOf(table);
			expect(end).toBeLessThanOrEqual(4 * table.length + 64);
			let wrong = 0;
			for (let a = 0; a < table.length; a++) {
				if ((completed[a] === end) !== (table.completed[a] === CRASHED)) wrong++;
				if ((invoked[a] as number) >= (completed[a] as number)) wrong++;
				for (let b = 0; b < table.length; b++) {
					const precedes = (table.completed[a] as number) < (table.invoked[b] as number);
					if ((completed[a] as number) < (invoked[b] as number) !== precedes) wrong++;
				}
			}
			expect(wrong).toBe(0);
			const events = [...eventsOf({ invoked, completed, end })].filter((event) => event !== 0);
			const returned = table.completed.filter((position) => position !== CRASHED).length;
			expect(events.length).toBe(table.length + returned);
		}
	});

	it('serves the checkers of four hundred objects as of one', () => {
		const model = findModel('register') as Model;
		const history = simulateHistory({
			seed: 6,
			operations: 3000,
			keys: 400,
			values: 0,
			cas: 0,
			crashProbability: 0.02,
		});
		const result = checkHistory(history, { model, algorithm: 'polynomial', timeLimitMs: 20_000 });
		expect(result).toMatchObject({ valid: true, statistics: { undecidedParts: 0 } });
		const reads = [...history.events()].filter(({ f, type, value }) => f === 'read' && type === 'ok' && value !== null);
		const wrong = History.of(
			[...history.events()].map(({ index, ...event }) =>
				index === reads[50]?.index ? { ...event, value: null } : event,
			),
		);
		const expected = checkHistory(wrong, { model, algorithm: 'search', timeLimitMs: 20_000 }).valid;
		expect(checkHistory(wrong, { model, algorithm: 'polynomial', timeLimitMs: 20_000 }).valid).toBe(expected);
	});
});

it('a heap gives rows by their keys', () => {
	fc.assert(
		fc.property(fc.uniqueArray(fc.nat(1000), { maxLength: 40 }), (keys) => {
			const heap = new RowHeap(Int32Array.from(keys));
			for (const row of keys.keys()) heap.push(row);
			const rows = keys.map(() => heap.pop());
			expect(rows.map((row) => keys[row])).toEqual(keys.toSorted((a, b) => a - b));
			expect(heap.pop()).toBe(-1);
		}),
	);
});

it('a cover tree finds what is low enough, once', () => {
	const change = fc.tuple(fc.nat(19), fc.nat(19), fc.integer({ min: -2, max: 1 }));
	fc.assert(
		fc.property(
			fc.array(fc.nat(4), { minLength: 20, maxLength: 20 }),
			fc.array(change, { maxLength: 12 }),
			(at, changes) => {
				const tree = new CoverTree(Int32Array.from(at));
				const left = new Map(at.entries());
				for (const [a, b, by] of changes) {
					const [from, to] = [Math.min(a, b), Math.max(a, b)];
					tree.add(from, to, by);
					for (const [position, number] of left)
						if (position >= from && position <= to) left.set(position, number + by);
					const expected = [...left].filter(([, number]) => number <= 1).map(([position]) => position);
					const found = expected.map(() => tree.takeAtMost(1));
					expect(found.sort((x, y) => x - y)).toEqual(expected);
					expect(tree.takeAtMost(1)).toBe(-1);
					for (const position of expected) left.delete(position);
				}
			},
		),
	);
});

it('an interval tree takes out what meets a range', () => {
	const interval = fc.tuple(fc.nat(30), fc.nat(10)).map(([begin, length]) => [begin, begin + length] as const);
	fc.assert(
		fc.property(
			fc.array(interval, { minLength: 1, maxLength: 30 }),
			fc.nat(30),
			fc.nat(5),
			(intervals, from, length) => {
				const sorted = intervals.toSorted(([a], [b]) => a - b);
				const tree = new IntervalTree(
					Int32Array.from(sorted, ([begin]) => begin),
					Int32Array.from(sorted, ([, end]) => end),
				);
				tree.take(0);
				const meets = ([begin, end]: readonly [number, number]) => begin <= from + length && end >= from;
				const expected = [...sorted.keys()].slice(1).filter((i) => meets(sorted[i] as readonly [number, number]));
				expect(expected.map(() => tree.takeMeeting(from, from + length))).toEqual(expected);
				expect(tree.takeMeeting(from, from + length)).toBe(-1);
			},
		),
	);
});

it('the smallest bad subset is bad, and nothing can be left out of it', () => {
	fc.assert(
		fc.property(fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 5 }), (core) => {
			const items = Array.from({ length: 41 }, (_, i) => i);
			const found = smallestBad(items, (some) => core.every((item) => some.includes(item)));
			expect(found.toSorted((a, b) => a - b)).toEqual(core.toSorted((a, b) => a - b));
		}),
	);
});

describe('a reader of tokens', () => {
	const reader = (...tokens: readonly string[]) => {
		const made = new TokenReader('');
		for (const [i, token] of tokens.entries()) made.add(token, i + 1);
		return made;
	};

	it('splits texts, whether they continue each other or not', () => {
		const tokens = ['x 1 y', 'x 10 y', 'x 2 y', 'long token y', 'z'];
		const order = fc.array(fc.nat(tokens.length - 1), { maxLength: 6 });
		fc.assert(
			fc.property(fc.array(order, { maxLength: 8 }), (texts) => {
				const made = reader(...tokens);
				for (const text of texts) {
					expect(made.read(text.map((i) => tokens[i]).join(''))).toBe(true);
					expect(made.value).toBe((text.at(-1) ?? -1) + 1);
					expect(made.tokens.slice(0, text.length)).toEqual(text.map((i) => i + 1));
				}
			}),
		);
	});

	it('refuses what is not made of them, and tokens that make texts ambiguous', () => {
		expect(['ab', 'abc', 'a', 'cab', 'abx'].map((text) => reader('ab', 'c').read(text))).toEqual([
			true,
			true,
			false,
			true,
			false,
		]);
		expect(reader('ab', 'c').findPrefix()).toBeUndefined();
		expect(reader('ab', 'c', 'abc').findPrefix()).toContain('"ab" is the beginning of "abc"');
		expect(reader('a').add('a', 7)).toBe(false);
	});
});

it('a value that is seen hundreds of times does not make a stack slow or wrong', () => {
	const model = findModel('stack') as Model;
	const history = randomHistory(
		(random) => {
			const items: number[] = [];
			let fresh = 1;
			return {
				choose: () => (random() < 0.02 ? ['push', fresh++] : random() < 0.02 ? ['pop', null] : ['peek', null]),
				apply(f, input) {
					if (f === 'push') items.push(input as number);
					return { output: f === 'push' ? input : ((f === 'pop' ? items.pop() : items.at(-1)) ?? null) };
				},
			};
		},
		3,
		{ operations: 3000, clients: 6, crashProbability: 0, span: 20_000, lies: 0 },
	);
	expect(checkHistory(history, { model, algorithm: 'polynomial', timeLimitMs: 20_000 }).valid).toBe(true);
});
