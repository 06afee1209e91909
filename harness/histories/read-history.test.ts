import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../model/index.ts';
import { HistoryFileError } from './history-file-error.ts';
import { formatEvent } from './jsonl.ts';
import { type HistoryFormat, readHistory } from './read-history.ts';

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
			expect(() => read(text.slice(0, cut), 'jsonl')).toThrow(new RegExp(`:${line}: expected`));
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
		[`${line({})}\n\n${line({ index: 2 })}`, ':2: expected one JSON object'],
		[`${line({})}\n${line({ index: 1 })}`, 'is open'],
		[line({ type: 'ok' }), 'no open operation'],
		[
			[line({}), line({ index: 1, type: 'info' }), line({ index: 2 })].join('\n'),
			':3: expected an event that follows the rules of a history, got `Process 0 ended in info',
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

	it('gives a process that goes on after an info a fresh number', () => {
		const again = '{:process 0, :type :invoke, :f :read, :value nil}\n{:process 0, :type :ok, :f :read, :value 3}';
		const events = read(`${maps.join('\n')}\n${again}`);
		expect(brief(events).slice(4)).toEqual([
			[2, 'invoke', 'read', null],
			[2, 'ok', 'read', 3],
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
		['{:type :invoke, :f :read}', 1, 'a process'],
		['{:process 1.5 :type :invoke, :f :read}', 1, 'a process that is a number'],
		['{:process 0 :type :invoke, :f 3}', 1, 'a function f'],
		['{:process 0 :type :ok, :f :read}', 1, 'no open operation'],
		[`${maps[0]}\n{:process 0, :type :ok, :f :read, :value 3}`, 2, 'completes read'],
		['[]', undefined, 'at least one event'],
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
		expect(() => read('{"a":1}', 'json')).toThrow('a JSON array of operations');
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
			':1: expected :f :get, :put or :append',
		);
		expect(() => read(text.replaceAll(', :key "7"', ''), 'porcupine-kv')).toThrow(':1: expected a :key');
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

	it('refuses other lines', () => {
		expect(() => read(`${text}something else\n`)).toThrow(':7: expected a line like');
		expect(() => read(text.replace('[2 4]', '[2 4'))).toThrow(':2: expected a ]');
		expect(() => read(text.replace('[2 4]', '[2 4] 5'))).toThrow(':2: expected one value');
	});
});

describe('any format', () => {
	it('refuses a missing file, an empty one, and one that is no text', () => {
		expect(() => readHistory(join(folder, 'nowhere'))).toThrow(
			/nowhere: expected a file that can be read, got `ENOENT/,
		);
		expect(() => readHistory(folder)).toThrow(HistoryFileError);
		expect(() => read('')).toThrow('an empty file');
		expect(() => read(' \n\n')).toThrow('an empty file');
		expect(() => readHistory(write(new Uint8Array([0xff, 0xfe, 0x00])))).toThrow('UTF-8');
	});

	it('refuses a format that it cannot tell', () => {
		expect(() => read('hello world')).toThrow(':1: expected a history in one of the formats jsonl, edn');
	});
});

function errorOf(run: () => unknown): Error {
	try {
		run();
	} catch (error) {
		return error as Error;
	}
	throw new Error('Expected an error, got none');
}
