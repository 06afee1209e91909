import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { errorOf } from '../model/fixtures/error-of.ts';
import type { HistoryEvent } from '../model/index.ts';
import { HistoryFileError } from './history-file-error.ts';
import { formatEvent } from './jsonl.ts';
import { type HistoryFormat, historyFormats, readHistory } from './read-history.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-histories-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function read(text: string, format: HistoryFormat = 'auto'): HistoryEvent[] {
	return [...readHistory(write(text), format).events()];
}

function write(text: string | Uint8Array): string {
	const file = join(folder, `history-${files++}`);
	writeFileSync(file, text);
	return file;
}

/** What each event says, without what most tests do not care about. */
const brief = (events: readonly HistoryEvent[]) =>
	events.map(({ process, type, f, key, value }) => [process, type, f, ...(key === undefined ? [] : [key]), value]);

describe('jsonl', () => {
	const events: HistoryEvent[] = [
		{ index: 0, time: 5, process: 0, type: 'invoke', f: 'cas', key: 'x', value: [1, { a: null }] },
		{ index: 1, time: 6, process: 1, type: 'invoke', f: 'read', key: ['k', 2], value: null },
		{ index: 2, time: 7, process: 0, type: 'info', f: 'cas', key: 'x', value: null, error: 'timed out' },
		{ index: 3, time: 8, process: 1, type: 'ok', f: 'read', key: ['k', 2], value: 'é"\n' },
	];
	const text = events.map((event) => `${formatEvent(event)}\n`).join('');

	it('reads what is written', () => {
		expect(read(text)).toEqual(events);
		expect(read(text, 'jsonl')).toEqual(events);
		expect(read(text.trimEnd())).toEqual(events);
	});

	it('keeps numbers exact that a double cannot hold', () => {
		const [event] = read(
			'{"index":0,"time":5,"process":0,"type":"invoke","f":"write","value":[9007199254740993,1e300,"9007199254740993 "]}',
		);
		expect(event?.value).toEqual(['9007199254740993', 1e300, '9007199254740993 ']);
	});

	it('refuses a text that was cut off anywhere within a line', () => {
		const lines = text.split('\n');
		for (let cut = 1; cut < text.length - 1; cut++) {
			const line = text.slice(0, cut).split('\n').length;
			const part = text.slice(0, cut).split('\n').at(-1);
			if (part === '' || part === lines[line - 1]) continue;
			expect(() => read(text.slice(0, cut), 'jsonl')).toThrow(new RegExp(`:${line}:\\d+: expected`));
		}
	});

	const line = (change: object) => JSON.stringify({ ...events[0], ...change });
	it.each([
		[line({ index: 1 }), '"index" to be 0'],
		[line({ time: 'now' }), '"time"'],
		[line({ process: -0.5 }), '"process"'],
		[line({ type: 'done' }), '"type"'],
		[line({ f: 1 }), '"f"'],
		['[]', 'one JSON object'],
		['\n', 'expected'],
		[`${line({})}\n\n${line({ index: 2 })}`, ':2:1: expected one JSON object'],
		[`${line({})}\n${line({ index: 1 })}`, 'is open'],
		[line({ type: 'ok' }), 'no open operation'],
		[
			[line({}), line({ index: 1, type: 'info' }), line({ index: 2 })].join('\n'),
			':3:1: expected an event that follows the rules of a history, got `Process 0 ended in info',
		],
	])('refuses %s', (malformed, message) => {
		expect(() => read(malformed, 'jsonl')).toThrow(HistoryFileError);
		expect(() => read(malformed, 'jsonl')).toThrow(message);
	});
});

describe('edn', () => {
	const maps = [
		'{:process 0, :type :invoke, :f :write, :value 3, :time 10}',
		'{:process :nemesis, :type :info, :f :start, :value {"n1" :isolated}}',
		'{:process 1, :type :invoke, :f :read, :value nil, :time 11}',
		'{:process 0, :type :info, :f :write, :value 3, :error :timeout, :time 12}',
		'{:process 1, :type :ok, :f :read, :value 3, :time 13}',
	];
	const expected = [
		[0, 'invoke', 'write', 3],
		[1, 'invoke', 'read', null],
		[0, 'info', 'write', 3],
		[1, 'ok', 'read', 3],
	];

	it.each([
		['one map a line', maps.join('\n')],
		['a vector', `[${maps.join('\n ')}]\n`],
		['a list', `(${maps.join(' ; comment\n ')})`],
		['records', maps.map((map) => `#jepsen.history.Op${map}`).join('\n')],
	])('reads %s', (_, text) => {
		const events = read(text);
		expect(brief(events)).toEqual(expected);
		expect(events.map(({ time }) => time)).toEqual([10, 11, 12, 13]);
		expect(events[2]?.error).toBe('timeout');
	});

	it('takes times since 1970, which no double holds exactly', () => {
		const [event] = read('{:process 0, :type :invoke, :f :read, :time 1700000000000000001}');
		expect(event?.time).toBeCloseTo(1.7e18, -3);
		expect(() => read('{:process 0, :type :invoke, :f :read, :time "now"}')).toThrow(':1:45: expected a time');
	});

	it('refuses a vector, a list or an array of JSON that is cut off anywhere', () => {
		const json = '[{"process":0,"type":"invoke","f":"é","value":[1,"\\n"]},{"process":0,"type":"ok","f":"é"}]';
		for (const text of [`[${maps.join('\n')}]`, `(${maps.join(' #_ 1 ; é\n')})`, json]) {
			const bytes = Buffer.from(text);
			expect(readHistory(write(bytes)).length).toBeGreaterThan(1);
			for (let length = 0; length < bytes.length; length++) {
				expect(() => readHistory(write(bytes.subarray(0, length)))).toThrow(HistoryFileError);
			}
		}
	});

	it('refuses records one after the other that are cut off within one', () => {
		const bytes = Buffer.from(maps.map((map) => `#jepsen.history.Op${map}`).join('\n'));
		const ends = [...bytes.keys()].filter((i) => bytes[i - 1] === 0x7d && bytes[i] === 0x0a);
		for (let length = 1; length < bytes.length; length++) {
			// Behind a whole record the file is a shorter history, and nobody can tell.
			if (ends.some((end) => length === end || length === end + 1)) continue;
			expect(() => readHistory(write(bytes.subarray(0, length)))).toThrow(HistoryFileError);
		}
	});

	it('gives a process that goes on after an info a fresh number', () => {
		const again = '{:process 0, :type :invoke, :f :read, :value nil}\n{:process 0, :type :ok, :f :read, :value 3}';
		const events = read(`${maps.join('\n')}\n${again}`);
		expect(brief(events).slice(4)).toEqual([
			[2, 'invoke', 'read', null],
			[2, 'ok', 'read', 3],
		]);
	});

	it('reads an Elle excerpt: no processes, and transactions by their values', () => {
		const text = `[{:type :invoke, :value [[:r 1 nil]]} {:type :ok, :value [[:r 1 [2]]]}
			{:type :invoke, :value [[:append 1 2]]} {:type :info, :value [[:append 1 2]]} {:type :invoke, :value [[:r 1 nil]]}]`;
		expect(brief(read(text))).toEqual([
			[0, 'invoke', 'txn', [['r', 1, null]]],
			[0, 'ok', 'txn', [['r', 1, [2]]]],
			[1, 'invoke', 'txn', [['append', 1, 2]]],
			[1, 'info', 'txn', [['append', 1, 2]]],
			[2, 'invoke', 'txn', [['r', 1, null]]],
		]);
	});

	it('splits tuples that say that they are ones, whatever else there is', () => {
		const text = `
			#jepsen.history.Op{:process 0, :type :invoke, :f :write, :value #jepsen.independent.tuple [1 7]}
			#jepsen.history.Op{:process 1, :type :invoke, :f :flush, :value [3 4]}
			#jepsen.history.Op{:process 0, :type :ok, :f :write, :value #jepsen.independent/tuple [1 7]}
			#jepsen.history.Op{:process 1, :type :ok, :f :flush, :value [3 4]}
			#jepsen.history.Op{:process 0, :type :invoke, :f :read, :value #jepsen.independent.tuple [[2] nil]}
			#jepsen.history.Op{:process 0, :type :info, :f :read, :value nil}`;
		expect(brief(read(text))).toEqual([
			[0, 'invoke', 'write', 1, 7],
			[1, 'invoke', 'flush', [3, 4]],
			[0, 'ok', 'write', 1, 7],
			[1, 'ok', 'flush', [3, 4]],
			[0, 'invoke', 'read', [2], null],
			[0, 'info', 'read', [2], null],
		]);
	});

	it('splits the values of independent keys', () => {
		const text = `
			{:process 0, :type :invoke, :f :read, :value [1 nil]}
			{:process 1, :type :invoke, :f :cas, :value [2 [0 4]]}
			{:process 0, :type :ok, :f :read, :value [1 3]}
			{:process 1, :type :info, :f :cas, :value :timed-out}`;
		expect(brief(read(text))).toEqual([
			[0, 'invoke', 'read', 1, null],
			[1, 'invoke', 'cas', 2, [0, 4]],
			[0, 'ok', 'read', 1, 3],
			[1, 'info', 'cas', 2, null],
		]);
	});

	it('takes the pairs of a cas register for what they are', () => {
		const text = `
			{:process 0, :type :invoke, :f :cas, :value [1 2]}
			{:process 0, :type :ok, :f :cas, :value [1 2]}
			{:process 1, :type :invoke, :f :cas, :value [2 3]}`;
		expect(brief(read(text)).every((event) => event.length === 4)).toBe(true);
	});

	it.each([
		[`[${maps.join('\n')}`, 5, 'a ] at the end of the history'],
		[maps.join('\n').slice(0, -5), 5, 'a } for what was opened'],
		[`[${maps.join('\n')}] 7`, 5, 'nothing after the end of the history'],
		[`${maps[0]}\n7`, 2, 'an EDN map'],
		['{:process 0, :type :begin, :f :read}', 1, 'a type invoke, ok, fail or info'],
		['{:type :invoke, :f :read}\n{:type :invoke, :f :read}', 2, 'a process'],
		[`${maps[0]}\n{:type :ok, :f :write}`, 2, 'a process'],
		['{:type :invoke, :f :read}\n{:process 0, :type :ok, :f :read}', 2, 'a process'],
		['{:type :ok, :f :read}', 1, 'a process'],
		['{:process 1.5 :type :invoke, :f :read}', 1, 'a process that is a number'],
		['{:process 0 :type :invoke, :f 3}', 1, 'a function f'],
		['{:process 0 :type :ok, :f :read}', 1, 'no open operation'],
		[`${maps[0]}\n{:process 0, :type :ok, :f :read, :value 3}`, 2, 'completes read'],
		['[]', 1, 'at least one event'],
	])('refuses %s', (text, line, message) => {
		const refusal = errorOf(() => read(text, 'edn'));
		expect(refusal).toBeInstanceOf(HistoryFileError);
		expect(refusal.message).toContain(message);
		expect((refusal as HistoryFileError).line).toBe(line);
	});
});

describe('jepsen json', () => {
	const text =
		'[{"index":0,"process":1,"type":"invoke","f":"add","value":[3,null]},\n{"process":1,"type":"ok","f":"add","value":[3,4]}]';

	it('reads an array of operations', () => {
		expect(brief(read(text))).toEqual([
			[1, 'invoke', 'add', 3, null],
			[1, 'ok', 'add', 3, 4],
		]);
	});

	it('refuses what is cut off or no operation', () => {
		expect(() => read(text.slice(0, -3))).toThrow(HistoryFileError);
		expect(() => read('[{"process":1,"type":"invoke"}]')).toThrow('a function f');
		expect(() => read('[{"a":1},3]', 'json')).toThrow('a type');
		expect(() => read('5', 'json')).toThrow('1:1: expected an operation as a JSON object');
		expect(() => read(`${text}]`, 'json')).toThrow('2:51: expected nothing after the end of the history');
	});
});

describe('porcupine-kv', () => {
	const text = `{:process 0, :type :invoke, :f :append, :key "7", :value "x 0 y"}
{:process 1, :type :invoke, :f :get, :key "7", :value nil}
{:process 0, :type :ok, :f :append, :key "7", :value "x 0 y"}
{:process 1, :type :ok, :f :get, :key "7", :value ""}
`;

	it('reads operations with their keys', () => {
		const expected = [
			[0, 'invoke', 'append', '7', 'x 0 y'],
			[1, 'invoke', 'get', '7', null],
			[0, 'ok', 'append', '7', 'x 0 y'],
			[1, 'ok', 'get', '7', ''],
		];
		expect(brief(read(text))).toEqual(expected);
		expect(brief(read(text, 'porcupine-kv'))).toEqual(expected);
	});

	it('refuses other functions and operations without a key', () => {
		expect(() => read(text.replaceAll(':append', ':add'), 'porcupine-kv')).toThrow(
			':1:1: expected :f :get, :put or :append',
		);
		expect(() => read(text.replaceAll(', :key "7"', ''), 'porcupine-kv')).toThrow(':1:1: expected a :key');
	});
});

describe('porcupine-jepsen', () => {
	const text = `INFO  jepsen.util - 4	:invoke	:read	nil
INFO  jepsen.util - 2	:invoke	:cas	[2 4]
INFO  jepsen.util - :nemesis	:info	:start	nil
INFO  jepsen.util - 4	:ok	:read	nil
INFO  jepsen.util - 2	:info	:cas	:timed-out
INFO  jepsen.util - 2	:invoke	:write	1
`;

	it('reads log lines', () => {
		const events = read(text);
		expect(brief(events)).toEqual([
			[4, 'invoke', 'read', null],
			[2, 'invoke', 'cas', [2, 4]],
			[4, 'ok', 'read', null],
			[2, 'info', 'cas', null],
			[5, 'invoke', 'write', 1],
		]);
		expect(events[3]?.error).toBe('timed-out');
	});

	it('reads a plain value by itself as it does among others', () => {
		const values = [
			'nil',
			'0',
			'-0',
			'7',
			'-7',
			'007',
			'1N',
			'3.5',
			'123456789012345',
			'1234567890123456',
			'9007199254740993',
			'true',
		];
		for (const value of values) {
			const line = (written: string) => `INFO  jepsen.util - 4\t:invoke\t:write\t${written}\n`;
			const outcome = (written: string) => {
				try {
					return { value: read(line(written))[0]?.value };
				} catch (error) {
					return { error: (error as Error).message.replace(/^\S*history-\d+/, '') };
				}
			};
			// With a space behind it, it is left to the reader of EDN.
			expect(outcome(value)).toEqual(outcome(`${value} `));
		}
	});

	it('reads a whole jepsen.log: operations with their times and errors, among other things', () => {
		const at = (time: string, thread: string, rest: string) =>
			`2024-05-03 14:09:${time}{GMT}\tINFO\t[${thread}] ${rest}\n`;
		const log =
			at('20,000', 'main', 'jepsen.core: Running test:\n {:concurrency 5\n  :nodes ["n1"]}') +
			at('20,001', 'jepsen node n1', 'jepsen.util: Waiting for port 2379') +
			at('24,164', 'jepsen worker 0', 'jepsen.util: 0\t:invoke\t:txn\t[[:r 1 nil] [:append 2 3]]') +
			at('24,200', 'jepsen nemesis', 'jepsen.util: :nemesis\t:info\t:start-partition\t[:isolated {"n1" #{"n2"}}]') +
			'2024-05-03 14:09:24,201{GMT}\tWARN\t[jepsen worker 1] jepsen.interpreter: Process 1 crashed\n' +
			'java.lang.Exception: oh no\n\tat clojure.core$é\n' +
			at(
				'24,264',
				'jepsen worker 0',
				'jepsen.util: 0\t:fail\t:txn\t[[:r 1 nil] [:append 2 3]]\t[:duplicate-key "ERROR: é"]',
			) +
			at('24,265', 'jepsen worker 0', 'jepsen.util: 0\t:invoke\t:txn\t[[:r 1 nil]]') +
			at('25,265', 'jepsen worker 0', 'jepsen.util: 0\t:info\t:txn\t[[:r 1 nil]]\t:timeout');
		const events = read(log);
		expect(brief(events)).toEqual([
			[
				0,
				'invoke',
				'txn',
				[
					['r', 1, null],
					['append', 2, 3],
				],
			],
			[
				0,
				'fail',
				'txn',
				[
					['r', 1, null],
					['append', 2, 3],
				],
			],
			[0, 'invoke', 'txn', [['r', 1, null]]],
			[0, 'info', 'txn', null],
		]);
		expect(events.map(({ time }) => time)).toEqual([0, 100e6, 101e6, 1101e6]);
		expect(events.map(({ error }) => error)).toEqual([undefined, '[:duplicate-key "ERROR: é"]', undefined, ':timeout']);
		for (let cut = log.indexOf('jepsen.util: 0'); cut < log.length; cut++) {
			if (log[cut - 1] !== '\n') expect(() => read(log.slice(0, cut))).toThrow(HistoryFileError);
		}
	});

	it('refuses other lines', () => {
		expect(() => read(`${text}something else\n`)).toThrow(':7:1: expected a line like');
		expect(() => read(text.replace('[2 4]', '[2 4'))).toThrow(':2:40: expected a ] for what was opened in line 2');
		expect(() => read(text.replace('[2 4]', '[2 4] 5'))).toThrow(':2:41: expected one value');
	});
});

describe('any format', () => {
	it('refuses a missing file, an empty one, and one that is no text', () => {
		expect(() => readHistory(join(folder, 'nowhere'))).toThrow(
			/nowhere: expected a file that can be read, got `ENOENT/,
		);
		expect(() => readHistory(folder)).toThrow(HistoryFileError);
		expect(() => read('')).toThrow('an empty file');
		for (const format of historyFormats) expect(() => read(' \n\n', format)).toThrow('an empty file');
		expect(() => readHistory(write(new Uint8Array([0xff, 0xfe, 0x00])))).toThrow('one of the formats');
	});

	it('reads what gzip has packed, whatever it is called', () => {
		const text = `${'; c\n'.repeat(50_000)}{:process 0, :type :invoke, :f :read, :value nil}`;
		expect(brief([...readHistory(write(gzipSync(text)), 'edn').events()])).toEqual([[0, 'invoke', 'read', null]]);
		const packed = gzipSync('{:process 0, :type :invoke, :f :read, :value nil}');
		expect(readHistory(write(packed)).length).toBe(1);
		expect(() => readHistory(write(packed.subarray(0, -9)))).toThrow('cannot unpack it: unexpected end of file');
	});

	it('refuses what is cut off within a character', () => {
		const edn = Buffer.from('{:process 0, :type :invoke, :f :write, :value "é');
		expect(() => readHistory(write(edn))).toThrow(':1:47: expected a " for what was opened in line 1');
		expect(() => readHistory(write(edn.subarray(0, -1)))).toThrow(':1:47: expected a " for what was opened in line 1');
		const json = Buffer.from('{"index":0,"value":"é');
		expect(() => readHistory(write(json.subarray(0, -1)))).toThrow(':1:20: expected a string that ends');
	});

	it('does not let a binary file speak to the terminal', () => {
		expect(() => read('\u001b[31mred\u0007')).toThrow('got `\uFFFD[31mred\uFFFD`');
	});

	it('refuses a format that it cannot tell', () => {
		expect(() => read('hello world')).toThrow(':1:1: expected a history in one of the formats jsonl, edn');
	});
});
