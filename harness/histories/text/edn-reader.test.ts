import { parseEDNString } from 'edn-data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../model/fixtures/error-of.ts';
import type { JsonValue } from '../../model/index.ts';
import { END } from './byte-reader.ts';
import { sourceOf } from './byte-source.ts';
import { EdnReader } from './edn-reader.ts';
import { MalformedText } from './malformed-text.ts';

/** The one value of a text, which comes in pieces of so many bytes. */
function read(text: string | Uint8Array, chunkBytes?: number): JsonValue {
	const reader = new EdnReader(sourceOf(text, chunkBytes));
	const value = reader.read();
	if (reader.peek() !== END) throw reader.malformed('nothing behind the value');
	return value;
}

describe('reads', () => {
	it.each<[string, JsonValue]>([
		['nil', null],
		['true', true],
		[':invoke', 'invoke'],
		[':jepsen.core/op', 'jepsen.core/op'],
		['acquire', 'acquire'],
		['-17', -17],
		['+3', 3],
		['2N', 2],
		['1.5', 1.5],
		['1e3', 1000],
		['-0.25E-1', -0.025],
		['"a \\"b\\" \\n \\u0041"', 'a "b" \n A'],
		['\\a', 'a'],
		['\\newline', '\n'],
		['[1 2, 3]', [1, 2, 3]],
		['(1 [nil])', [1, [null]]],
		['#{3 1 2}', [1, 2, 3]],
		['{:a 1, "b" {0 10}}', { a: 1, b: { '0': 10 } }],
		['#inst "2020-01-01"', { '#inst': '2020-01-01' }],
		['#_ 1 ; a comment\n 2', 2],
		['[1 #_ [2 3]]', [1]],
		['{}', {}],
		['""', ''],
		[':a/b', 'a/b'],
		[':1', '1'],
		[':été', 'été'],
		['[- + . -a .b a.b/c*? /]', ['-', '+', '.', '-a', '.b', 'a.b/c*?', '/']],
		['"two\nlines é"', 'two\nlines é'],
		['[\\( \\u00e9 \\é \\\\ \\a\\b]', ['(', 'é', 'é', '\\', 'a', 'b']],
		['[##Inf ##-Inf ##NaN]', ['##Inf', '##-Inf', '##NaN']],
		['[2/6 -4/2 +1/3]', ['1/3', -2, '1/3']],
		['[0x1F -0xff 0xFFFFFFFFFFFFFFFF]', [31, -255, '18446744073709551615']],
		['#object[a.b.Lock$x 0x1f "a.b.Lock@1f"]', { '#object': ['a.b.Lock$x', 31, 'a.b.Lock@1f'] }],
		['[-0 0 1. 0.0]', [0, 0, 1, 0]],
		['[1 #_2 3]', [1, 3]],
		['-.5', '-.5'],
		['#_ #_ 1 2 3', 3],
		['#_{:a #_ 5 [1]} 3', 3],
		['#jepsen.history.Op{:f :read}', { '#jepsen.history.Op': { f: 'read' } }],
		['#a #b 1', { '#a': { '#b': 1 } }],
		['{"__proto__" 1}', JSON.parse('{"__proto__":1}')],
	])('%s', (text, value) => {
		for (const chunkBytes of [1, 2, undefined]) expect(read(text, chunkBytes)).toEqual(value);
	});

	it('keeps numbers exact that a double cannot hold', () => {
		expect(read('[9007199254740991 9007199254740993 -9007199254740993N 1/3 0.1M]')).toEqual([
			9007199254740991,
			'9007199254740993',
			'-9007199254740993',
			'1/3',
			'0.1M',
		]);
	});

	it('one value after the other, and knows where', () => {
		const reader = new EdnReader(sourceOf('{:a 1}\n\n; é\n {:é\n 2} '));
		expect([reader.read(), reader.line, reader.column]).toEqual([{ a: 1 }, 1, 7]);
		reader.peek();
		expect([reader.line, reader.column, reader.read()]).toEqual([4, 2, { é: 2 }]);
		expect([reader.line, reader.column, reader.peek()]).toEqual([5, 4, END]);
	});

	it('whatever JSON can be written as EDN', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const json = JSON.parse(JSON.stringify(value)) as JsonValue;
				expect(JSON.parse(JSON.stringify(read(toEdn(json))))).toEqual(json);
			}),
		);
	});
});

describe('refuses', () => {
	it.each<[string, number, number, string]>([
		['', 1, 1, 'a value'],
		['{:a', 1, 4, 'a } for what was opened in line 1'],
		['\n {:a}', 2, 5, 'a map with a value for each key'],
		['{:a 1 :a 2}', 1, 10, 'a map with different keys'],
		['#{1\n 1}', 1, 1, 'a set of different values'],
		['[1 2\n', 2, 1, 'a ] for what was opened in line 1'],
		['[1 2)', 1, 5, 'a value'],
		['"é" )', 1, 5, 'nothing behind the value'],
		['[1 "abc', 1, 4, 'a " for what was opened in line 1'],
		['"ab\\q"', 1, 4, 'an escape'],
		['"é\n\\u12"', 2, 1, 'four hexadecimal digits'],
		['012', 1, 1, 'a number'],
		['1x', 1, 1, 'a number'],
		['0x', 1, 1, 'a number'],
		['0x1G', 1, 1, 'a number'],
		['2r101', 1, 1, 'a number'],
		['1/0', 1, 1, 'a number'],
		['1e999', 1, 1, 'a number that a double can hold'],
		['1#_2', 1, 1, 'a number'],
		['::a', 1, 1, 'a value'],
		[':', 1, 1, 'a value'],
		['a/b/c', 1, 1, 'a value'],
		['^{:m 1} a', 1, 1, 'a value'],
		['a@b', 1, 1, 'a value'],
		['#(+ 1)', 1, 1, 'a set, a tag'],
		['#1', 1, 1, 'a set, a tag'],
		['[#tag]', 1, 6, 'a value'],
		['#tag', 1, 5, 'a value for the tag #tag'],
		['#_', 1, 1, 'a value to discard'],
		['##Infinity', 1, 1, '##Inf'],
		['\\toolong', 1, 1, 'a character'],
		['\\constructor', 1, 1, 'a character'],
		['\\ ', 1, 1, 'a character'],
		['\\', 1, 1, 'a character'],
	])('%s', (text, line, column, expected) => {
		for (const chunkBytes of [1, 3, undefined]) {
			const place = { line, column, expected: expect.stringContaining(expected) };
			expect(errorOf(() => read(text, chunkBytes))).toMatchObject(place);
		}
	});

	it('what is too deep for a stack', () => {
		const expected = 'at most 500 values within each other';
		expect(errorOf(() => read('['.repeat(100_000)))).toMatchObject({ line: 1, column: 501, expected });
		expect(errorOf(() => read('#_'.repeat(100_000)))).toMatchObject({ line: 1, column: 1001, expected });
		expect(errorOf(() => read('#a '.repeat(100_000)))).toMatchObject({ line: 1, column: 1501, expected });
	});

	it('what is not UTF-8, in strings, names and comments', () => {
		const bytes = (before: string, ...others: number[]) => new Uint8Array([...Buffer.from(before), ...others]);
		for (const before of ['"', 'a', ':a', ';', '\\']) {
			expect(() => read(bytes(before, 0xc3, 0x22))).toThrow('expected text in UTF-8');
		}
	});

	it('whatever is cut off', () => {
		const text = '{:a [1 "b\\n" #{\\c é} #t (nil)], :d "é"}';
		const bytes = Buffer.from(text);
		for (let length = 0; length < bytes.length; length++) {
			expect(() => read(bytes.subarray(0, length))).toThrow(MalformedText);
		}
		expect(read(bytes)).toEqual({ a: [1, 'b\n', ['c', 'é'], { '#t': [null] }], d: 'é' });
	});
});

/** The reader of edn-data takes more than EDN, and loses large numbers; what both take they must take for the same. */
describe('against edn-data', () => {
	const blank = fc.constantFrom(' ', '\n', ', ', ' ; c ] \n', ' #_ {:x "]"} ', '\t', '  ');
	const atom = fc.oneof(
		fc.constantFrom(
			'nil',
			'true',
			'false',
			':a',
			':b.c/d-e',
			'sym',
			'\\a',
			'\\newline',
			'""',
			'"a \\" \\\\ \\n"',
			'"é €"',
		),
		fc.integer().map(String),
		fc
			.double({ noNaN: true, noDefaultInfinity: true })
			.map((number) => (Number.isInteger(number) ? '1.5' : String(number))),
	);
	const { value } = fc.letrec<{ value: string }>((tie) => {
		const items = fc.array(fc.tuple(tie('value'), blank), { maxLength: 4 });
		const join = (parts: readonly (readonly [string, string])[]) => parts.flat().join('');
		return {
			value: fc.oneof(
				{ depthSize: 'small', withCrossShrink: true },
				atom,
				items.map((parts) => `[${join(parts)}]`),
				items.map((parts) => `(${join(parts)})`),
				items.map((parts) => `{${parts.map(([item, space], i) => `:k${i}${space}${item}${space}`).join('')}}`),
				fc.uniqueArray(fc.integer(), { maxLength: 4 }).map((numbers) => `#{${numbers.join(' ')}}`),
				tie('value').map((item) => `#my/tag ${item}`),
			),
		};
	});

	it('reads the same', () => {
		fc.assert(
			fc.property(value, blank, fc.integer({ min: 1, max: 9 }), (text, space, chunkBytes) => {
				expect(read(space + text, chunkBytes)).toEqual(theirs(space + text));
			}),
			{ numRuns: 2000 },
		);
	});

	it('what a change makes of it is read or refused, the same wherever the pieces end', () => {
		const outcomes = new Set<string>();
		const change = fc.constantFrom(...'[](){}"\\#_;: ,a1/-.é\n');
		fc.assert(
			fc.property(
				value,
				change,
				fc.nat(),
				fc.boolean(),
				fc.integer({ min: 1, max: 9 }),
				(text, character, at, isInserted, chunkBytes) => {
					const position = at % (text.length + 1);
					const changed = text.slice(0, position) + character + text.slice(isInserted ? position : position + 1);
					const whole = attempt(() => read(changed));
					outcomes.add(whole instanceof MalformedText ? 'refused' : 'read');
					expect(attempt(() => read(changed, chunkBytes))).toEqual(whole);
				},
			),
			{ numRuns: 2000 },
		);
		expect([...outcomes].sort()).toEqual(['read', 'refused']);
	});
});

function theirs(text: string): JsonValue {
	const options = { mapAs: 'object', setAs: 'object', listAs: 'array', keywordAs: 'string' } as const;
	return plain(parseEDNString(text, { ...options, symbolAs: 'string', charAs: 'string' }));
}

/** What edn-data reads in the form in which we have it. */
function plain(value: unknown): JsonValue {
	if (typeof value === 'bigint' || value === 0) return Number(value) + 0;
	if (Array.isArray(value)) return value.map(plain);
	if (typeof value !== 'object' || value === null) return value as JsonValue;
	if ('set' in value) {
		const byText = new Map((value.set as unknown[]).map((item) => [JSON.stringify(plain(item)), plain(item)]));
		return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
	}
	if ('tag' in value && 'val' in value) return { [`#${value.tag}`]: plain(value.val) };
	return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}

function attempt(run: () => JsonValue): JsonValue | MalformedText {
	try {
		return run();
	} catch (error) {
		if (error instanceof MalformedText) return error;
		throw error;
	}
}

function toEdn(value: JsonValue): string {
	if (value === null) return 'nil';
	if (Array.isArray(value)) return `[${value.map(toEdn).join(' ')}]`;
	if (typeof value === 'object') {
		const fields = Object.entries(value as { readonly [field: string]: JsonValue });
		return `{${fields.map(([name, field]) => `${JSON.stringify(name)} ${toEdn(field)}`).join(', ')}}`;
	}
	if (typeof value === 'string') return JSON.stringify(value);
	// A double that is no exact whole number has to be written as a double.
	const isInexact = Number.isInteger(value) && !Number.isSafeInteger(value) && !String(value).includes('e');
	return isInexact ? `${value}.0` : String(value);
}
