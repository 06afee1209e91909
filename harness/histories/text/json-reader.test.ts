import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../model/fixtures/error-of.ts';
import type { JsonValue } from '../../model/index.ts';
import { END } from './byte-reader.ts';
import { sourceOf } from './byte-source.ts';
import { JsonReader } from './json-reader.ts';
import { MalformedText } from './malformed-text.ts';

function read(text: string | Uint8Array, chunkBytes?: number): JsonValue {
	const reader = new JsonReader(sourceOf(text, chunkBytes));
	const value = reader.read();
	if (reader.peek() !== END) throw reader.malformed('nothing behind the value');
	return value;
}

/** `JSON.parse`, with what differs by design: 0 and -0 are one number. */
const parse = (text: string) => JSON.parse(text, (_, value) => (value === 0 ? 0 : value)) as JsonValue;

/** And a whole number that a double cannot hold, as `JSON.stringify` writes it, comes as its digits. */
const withDigits = (text: string) =>
	JSON.parse(text, (_, value) => {
		const isLarge = Number.isInteger(value) && !Number.isSafeInteger(value) && !String(value).includes('e');
		return isLarge ? String(value) : value === 0 ? 0 : value;
	}) as JsonValue;

describe('reads', () => {
	it('what JSON.parse reads, wherever the pieces end', () => {
		const indent = fc.constantFrom(undefined, 1, '\t', '  ');
		fc.assert(
			fc.property(
				fc.jsonValue({ stringUnit: 'binary' }),
				indent,
				fc.integer({ min: 1, max: 20 }),
				(value, space, bytes) => {
					const text = JSON.stringify(value, null, space);
					expect(read(text, bytes)).toEqual(withDigits(text));
				},
			),
			{ numRuns: 500 },
		);
	});

	it('and refuses what JSON.parse refuses, but for what is stricter by design', () => {
		const snippet = fc.constantFrom(...'{}[]",:0123456789-+.eEtruefalsnx\\/ \n', '"a"', '"a":', 'null', 'é', '\\u00e9');
		let accepted = 0;
		fc.assert(
			fc.property(fc.array(snippet, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (snippets, bytes) => {
				const text = snippets.join('');
				const [ours, theirs] = [attempt(() => read(text, bytes)), attempt(() => parse(text))];
				if (ours === undefined) {
					// Names twice, and numbers beyond all doubles.
					expect(theirs === undefined || /".*".*".*"|e\+?\d{3}/i.test(text)).toBe(true);
				} else if (!/\d{16}/.test(text)) {
					accepted++;
					expect(ours).toEqual(theirs);
				}
			}),
			{ numRuns: 20_000 },
		);
		expect(accepted).toBeGreaterThan(100);
	});

	it('numbers exactly, those that a double cannot hold as their digits', () => {
		expect(read('[9007199254740991,9007199254740993,-9007199254740993,1e300,0.1,-0,"9007199254740993"]')).toEqual([
			9007199254740991,
			'9007199254740993',
			'-9007199254740993',
			1e300,
			0.1,
			0,
			'9007199254740993',
		]);
	});

	it('a field of any name as a field', () => {
		const value = read('{"__proto__":1,"constructor":2}') as object;
		expect(Object.entries(value)).toEqual([
			['__proto__', 1],
			['constructor', 2],
		]);
	});

	it('a mark of the byte order as nothing', () => {
		expect(read(new Uint8Array([0xef, 0xbb, 0xbf, 0x31]), 1)).toBe(1);
	});
});

describe('refuses', () => {
	it.each<[string, number, number, string]>([
		['', 1, 1, 'a JSON value'],
		['[1,\n 2', 2, 3, 'a `,` or the `]` of a list'],
		['{"a":1,}', 1, 8, 'the name of a field in quotes'],
		['{"a" 1}', 1, 6, 'a `:` behind the name `a`'],
		['{"a":1,"a":2}', 1, 13, 'an object that names `a` once'],
		['["é","ü",x]', 1, 10, 'a JSON value'],
		['"abc', 1, 1, 'a string that ends'],
		['"a\nb"', 1, 1, 'a string that ends in its line'],
		['["\\x"]', 1, 2, 'a string with the escapes of JSON'],
		['[01]', 1, 2, 'a number'],
		['[1.]', 1, 2, 'a number'],
		['[-]', 1, 2, 'a number'],
		['1e999', 1, 1, 'a number that a double can hold'],
		['[nul]', 1, 2, 'a JSON value'],
		['[truee]', 1, 2, 'a JSON value'],
		['1 2', 1, 3, 'nothing behind the value'],
	])('%s', (text, line, column, expected) => {
		for (const chunkBytes of [1, 3, undefined]) {
			expect(errorOf(() => read(text, chunkBytes))).toMatchObject({
				line,
				column,
				expected: expect.stringContaining(expected),
			});
		}
	});

	it('what is too deep for a stack', () => {
		const expected = 'at most 500 values within each other';
		expect(errorOf(() => read('['.repeat(100_000)))).toMatchObject({ line: 1, column: 501, expected });
	});

	it('what is not UTF-8, and what ends within a character', () => {
		expect(() => read(new Uint8Array([0x22, 0xff, 0x22]))).toThrow('expected text in UTF-8');
		expect(() => read(new Uint8Array([0x22, 0xc3, 0x22]))).toThrow('expected text in UTF-8');
		expect(() => read(new Uint8Array([0x22, 0xc3]))).toThrow('expected a string that ends');
	});
});

function attempt(run: () => JsonValue): JsonValue | undefined {
	try {
		return run();
	} catch (error) {
		if (error instanceof MalformedText || error instanceof SyntaxError) return undefined;
		throw error;
	}
}
