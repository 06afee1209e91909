import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { History, type HistoryEvent, type JsonValue } from '../../harness/model/index.ts';
import { algorithms, checkHistory } from './check-history.ts';
import type { Model } from './model.ts';
import { findModel } from './models.ts';

interface GoldenOperation {
	readonly p: number;
	readonly inv: number;
	/** Null for a crashed operation. */
	readonly res: number | null;
	readonly f: string;
	readonly v?: JsonValue;
	readonly out?: JsonValue;
}

interface GoldenHistory {
	readonly id: string;
	readonly linearizable: boolean;
	readonly ops: readonly GoldenOperation[];
}

/** How an operation of a golden file is called and what it returned, in the words of our models. */
type Translate = (operation: GoldenOperation) => readonly [f: string, input: JsonValue, output: JsonValue];

const moved: (names: { readonly [short: string]: string }, put: string) => Translate =
	(names, put) =>
	({ f, v = null }) =>
		f === put ? [names[f] as string, v, v] : [names[f] as string, null, v];

const golden: readonly {
	readonly file: string;
	readonly model: Model;
	readonly translate: Translate;
}[] = [
	{
		file: 'lin-register',
		model: (findModel('cas-register') as Model).withInitial?.(0) as Model,
		translate: ({ f, v = null }) => (f === 'r' ? ['read', null, v] : f === 'w' ? ['write', v, v] : ['cas', v, v]),
	},
	{
		file: 'lin-set',
		model: findModel('set') as Model,
		translate: ({ f, out = null }) => [{ add: 'add', rem: 'remove', has: 'contains' }[f] as string, 1, out],
	},
	{
		file: 'lin-queue',
		model: findModel('queue') as Model,
		translate: moved({ enq: 'enqueue', deq: 'dequeue' }, 'enq'),
	},
	{
		file: 'lin-stack',
		model: findModel('stack') as Model,
		translate: moved({ push: 'push', pop: 'pop', peek: 'peek' }, 'push'),
	},
	{
		file: 'lin-pq',
		model: findModel('priority-queue') as Model,
		translate: moved({ ins: 'insert', poll: 'poll', peek: 'peek' }, 'ins'),
	},
	{
		file: 'lin-counter',
		model: findModel('counter') as Model,
		translate: ({ f, v = null }) => (f === 'r' ? ['read', null, v] : ['increment', null, null]),
	},
	{
		file: 'lin-ticket',
		model: findModel('ticket') as Model,
		translate: ({ v = null }) => ['take', null, v],
	},
];

describe.each(golden)('$file', ({ file, model, translate }) => {
	const histories = readGolden(file);

	it('has histories of both kinds', () => {
		expect(histories.length).toBe(1500);
		expect(histories.filter(({ linearizable }) => linearizable).length).toBeGreaterThan(300);
		expect(histories.filter(({ linearizable }) => !linearizable).length).toBeGreaterThan(300);
	});

	it.each(algorithms)('is judged exactly as by brute force: %s', (algorithm) => {
		const wrong = histories.filter(({ ops, linearizable }) => {
			const { valid } = checkHistory(toHistory(ops, translate), { model, algorithm, timeLimitMs: 10_000 });
			return valid !== linearizable;
		});
		expect(wrong.map(({ id }) => id)).toEqual([]);
	});
});

function readGolden(file: string): GoldenHistory[] {
	const path = new URL(`fixtures/${file}.jsonl.gz`, import.meta.url);
	const lines = gunzipSync(readFileSync(path)).toString().trim().split('\n');
	return lines.map((line) => JSON.parse(line) as GoldenHistory);
}

/** Events in the order of their times, invocations first: intervals are closed, so equal times overlap. */
function toHistory(operations: readonly GoldenOperation[], translate: Translate): History {
	const events: (Omit<HistoryEvent, 'index'> & { order: number })[] = [];
	for (const [process, operation] of operations.entries()) {
		const [f, input, output] = translate(operation);
		// A process for each operation: some of one process touch, and the intervals are all that counts.
		events.push({ time: operation.inv, process, type: 'invoke', f, value: input, order: 0 });
		if (operation.res !== null) {
			events.push({ time: operation.res, process, type: 'ok', f, value: output, order: 1 });
		}
	}
	events.sort((a, b) => a.time - b.time || a.order - b.order);
	return History.of(events.map(({ order: _, ...event }) => event));
}
