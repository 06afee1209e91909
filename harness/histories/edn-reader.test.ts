import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../model/index.ts';
import { EdnError, EdnReader } from './edn-reader.ts';

const read = (text: string): JsonValue => new EdnReader(text).read();

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
	])('%s', (text, value) => {
		expect(read(text)).toEqual(value);
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

	it('one value after the other, and knows the lines', () => {
		const reader = new EdnReader('{:a 1}\n\n; c\n{:a\n 2} ');
		expect([reader.read(), reader.line]).toEqual([{ a: 1 }, 1]);
		reader.peek();
		expect([reader.line, reader.read(), reader.line, reader.peek()]).toEqual([4, { a: 2 }, 5, '']);
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
	it.each([
		['', 'a value'],
		['{:a', 'a } for what was opened in line 1'],
		['{:a}', 'a map with a value for each key'],
		['{:a 1 :a 2}', 'a map with different keys'],
		['[1 2', 'a ] for what was opened in line 1'],
		['[1 2)', 'a value'],
		['"abc', 'a " for the string that began in line 1'],
		['"\\q"', 'an escape'],
		['"\\u12"', 'four hexadecimal digits'],
		['012', 'a number'],
		['1x', 'a number'],
		['::a', 'a value'],
		['^{:m 1} a', 'a value'],
		['#(+ 1)', 'a set, a tag'],
		['\\toolong', 'a character'],
	])('%s', (text, expected) => {
		expect(() => read(text)).toThrow(EdnError);
		expect(() => read(text)).toThrow(expected);
	});
});

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
