import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { UsageError } from '../model/index.ts';
import {
	parseChoice,
	parseConcurrency,
	parseCount,
	parseDurationMs,
	parseList,
	parseMegabytes,
	parseNemeses,
	parsePositive,
	parseSeeds,
	parseShard,
} from './parse.ts';

describe('durations', () => {
	it.each([
		['500ms', 500],
		['60s', 60_000],
		['1.5m', 90_000],
		['2h', 7_200_000],
		['0s', 0],
	])('%s is %i ms', (text, millis) => {
		expect(parseDurationMs('--time', text)).toBe(millis);
	});

	it.each(['', '5', '5 s', 's', '-5s', '1e3s', '5d', '5sec', 'Infinitys'])(
		'refuses `%s` and says what it wants',
		(text) => {
			expect(() => parseDurationMs('--time', text)).toThrow(
				new UsageError(`Expected \`--time\` to look like 500ms, 60s, 2m or 1h, got \`${text}\``),
			);
		},
	);
});

describe('memory', () => {
	it.each([
		['512mb', 512],
		['2gb', 2048],
		['1.5GB', 1536],
	])('%s is %i megabytes', (text, megabytes) => {
		expect(parseMegabytes('--memory', text)).toBe(megabytes);
	});

	it.each(['', '512', '0mb', '-1gb', '5gb', '4001mb', '512 kb', 'lots'])('refuses `%s`', (text) => {
		expect(() => parseMegabytes('--memory', text)).toThrow(
			new UsageError(`Expected \`--memory\` to look like 512mb or 2gb, up to 4000mb, got \`${text}\``),
		);
	});
});

describe('numbers', () => {
	test('a count is a whole number from its least on', () => {
		expect(parseCount('--nodes', '5')).toBe(5);
		expect(parseCount('--port', '0', 0)).toBe(0);
		for (const text of ['0', '-1', '1.5', 'five', '1e3', '0x10', '', '99999999999999999999']) {
			expect(() => parseCount('--nodes', text)).toThrow(`Expected \`--nodes\` to be a whole number of at least 1, got`);
		}
	});

	test('a rate is above zero', () => {
		expect(parsePositive('--rate', '0.5')).toBe(0.5);
		for (const text of ['0', '-1', 'NaN', 'Infinity', ''])
			expect(() => parsePositive('--rate', text)).toThrow('above 0');
	});

	test('concurrency counts clients, or clients a node', () => {
		expect(parseConcurrency('10', 5)).toBe(10);
		expect(parseConcurrency('3n', 5)).toBe(15);
		for (const text of ['0', 'n', '0n', '3m', '1.5n', ''])
			expect(() => parseConcurrency(text, 5)).toThrow('3n for three a node');
	});
});

describe('names', () => {
	test('a list has commas between its words, and no empty one', () => {
		expect(parseList('--system', 'raft, paxos')).toEqual(['raft', 'paxos']);
		expect(() => parseList('--system', 'raft,,paxos')).toThrow('Expected `--system` to be names');
	});

	test('none is no nemesis, and stands alone', () => {
		expect(parseNemeses('none')).toEqual([]);
		expect(parseNemeses('crash,pause')).toEqual(['crash', 'pause']);
		expect(() => parseNemeses('none,crash')).toThrow('Expected `--nemesis` to be `none`');
	});

	test('a choice names the nearest', () => {
		expect(parseChoice('--runtime', 'sim', ['sim', 'docker'])).toBe('sim');
		expect(() => parseChoice('--runtime', 'doker', ['sim', 'docker'])).toThrow('Did you mean `docker`?');
	});
});

describe('seeds', () => {
	it.each([
		['7', 7n, 7n],
		['1..200', 1n, 200n],
		['5..', 5n, null],
		['18446744073709551615', 2n ** 64n - 1n, 2n ** 64n - 1n],
	])('%s', (text, first, last) => {
		expect(parseSeeds(text)).toEqual([{ first, last }]);
	});

	test('several, in the order in which they are given, and none twice', () => {
		expect(parseSeeds('8, 1..3,7..')).toEqual([
			{ first: 8n, last: 8n },
			{ first: 1n, last: 3n },
			{ first: 7n, last: 7n },
			{ first: 9n, last: null },
		]);
		expect(parseSeeds('1..5,3')).toEqual([{ first: 1n, last: 5n }]);
		expect(() => parseSeeds('1..,5')).toThrow('with the endless range at the end');
	});

	test('are those that were given, each once and in order, however ranges overlap', () => {
		const range = fc.tuple(fc.nat(30), fc.nat(10)).map(([first, length]) => [first, first + length] as const);
		fc.assert(
			fc.property(fc.array(range, { minLength: 1, maxLength: 6 }), (ranges) => {
				const each = ([first, last]: readonly [number, number]) =>
					Array.from({ length: last - first + 1 }, (_, i) => first + i);
				const parsed = parseSeeds(ranges.map(([first, last]) => `${first}..${last}`).join(','));
				const seeds = parsed.flatMap(({ first, last }) => each([Number(first), Number(last)]));
				expect(seeds).toEqual([...new Set(ranges.flatMap(each))]);
			}),
		);
	});

	it.each(['', 'x', '1,,2', '..5', '1...5', '1-5', '-1', '1.5', '9..3', '18446744073709551616'])(
		'refuses `%s`',
		(text) => {
			expect(() => parseSeeds(text)).toThrow('Expected `--seeds` to');
		},
	);

	test('nothing but a usage error comes out of any text', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				for (const parse of [parseSeeds, parseShard, parseNemeses, (one: string) => parseDurationMs('--time', one)]) {
					try {
						parse(text);
					} catch (error) {
						expect(error).toBeInstanceOf(UsageError);
						expect((error as Error).message).toContain(`\`${text}\``);
					}
				}
			}),
		);
	});
});

describe('shards', () => {
	test('2/5', () => expect(parseShard('2/5')).toEqual({ index: 2, of: 5 }));

	it.each(['', 'x', '0/3', '4/3', '1', '1/', '/3', '-1/3', '1/3/5', '1.5/3', '1/0'])('refuses `%s`', (text) => {
		expect(() => parseShard(text)).toThrow(`Expected \`--shard\` to look like 2/5`);
	});
});
