import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceHash } from './trace-hash.ts';

const hashOf = (...values: unknown[]): string => {
	const hash = new TraceHash();
	for (const value of values) hash.json(value, 'value');
	return hash.digest();
};

/** Names of up to two characters are hashed in full. */
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
	json: fc.oneof(
		{ depthSize: 'small' },
		fc.oneof(
			fc.integer(),
			fc.double({ noNaN: true, noDefaultInfinity: true }),
			fc.string(),
			fc.boolean(),
			fc.constant(null),
		),
		fc.array(tie('json'), { maxLength: 4 }),
		fc.dictionary(fc.string({ maxLength: 2 }), tie('json'), { maxKeys: 4 }),
	),
}));

describe('TraceHash', () => {
	it('is equal exactly when the JSON text is', () => {
		fc.assert(
			fc.property(json, json, (a, b) => {
				expect(hashOf(a) === hashOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
			}),
			{ numRuns: 2000 },
		);
	});

	it('tells apart what differs in one place', () => {
		const place = fc.oneof(fc.integer(), fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }));
		fc.assert(
			fc.property(json, place, place, (rest, a, b) => {
				expect(hashOf({ rest, type: a }) === hashOf({ rest, type: b })).toBe(JSON.stringify(a) === JSON.stringify(b));
			}),
			{ numRuns: 2000 },
		);
	});

	it('keeps order, nesting, types and long texts apart', () => {
		const values = [
			[1, 2],
			[2, 1],
			[[1], 2],
			[1, [2]],
			['1', 2],
			[12],
			['12'],
			[1.5],
			[-1],
			[2 ** 40],
			[2 ** 41],
			[0.1],
			[null],
			[false],
			[0],
			[''],
			[[]],
			[{}],
			[{ a: 1 }],
			[{ b: 1 }],
			[{ a: { b: 1 } }],
			['abcd'],
			['abdc'],
			['abcde'],
			['eabcd'],
			['a'.repeat(100)],
			['a'.repeat(101)],
		];
		expect(new Set(values.map((value) => hashOf(value))).size).toBe(values.length);
	});

	it('never collides over a million similar messages', () => {
		const digests = new Set<string>();
		for (let i = 0; i < 1_000_000; i++) digests.add(hashOf(i >> 10, i & 1023));
		expect(digests.size).toBe(1_000_000);
	});

	it('refuses what JSON cannot carry, and names the field', () => {
		const refused: [unknown, RegExp][] = [
			[{ entries: [{ value: new Map() }] }, /`value`, got Map/],
			[{ term: Number.NaN }, /`term`, got NaN/],
			[{ callback: () => 1 }, /`callback`/],
			[{ at: new Date(0) }, /`at`, got Date/],
			[{ big: 1n }, /`big`/],
		];
		for (const [value, message] of refused) expect(() => hashOf(value)).toThrow(message);
	});

	it('leaves out undefined fields, as JSON does', () => {
		expect(hashOf({ a: 1, b: undefined })).toBe(hashOf({ a: 1 }));
	});
});
