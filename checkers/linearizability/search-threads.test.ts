import { describe, expect, it } from 'vitest';
import { type CheckerResult, History } from '../../harness/model/index.ts';
import type { Attempt } from './attempt.ts';
import { type CheckHistoryOptions, checkHistory, checkHistoryInThreads } from './check-history.ts';
import { sideBySide } from './fixtures/side-by-side.ts';
import { simulateHistory } from './fixtures/simulate-history.ts';
import type { Model } from './model.ts';
import { findModel } from './models.ts';
import { PartSearch } from './part-search.ts';
import { type Part, splitIntoParts } from './parts.ts';
import { container, counter, register, strings } from './polynomial/fuzz/objects.ts';
import { randomHistory, type SimulatedType } from './polynomial/fuzz/random-history.ts';
import { SearchThreads, type ThreadTask } from './search-threads.ts';

const casRegister = findModel('cas-register') as Model;
const queue = findModel('queue') as Model;

/** Unique values and many clients, in histories that the search alone does not decide in its first round. */
function crowded(number: number): History {
	const seed = [3, 5, 21, 41, 44, 52][number] as number;
	return simulateHistory({ seed, operations: 100, concurrency: 40, values: 0, cas: 0.1 });
}

/** One read returns what another one returned long before. */
function withStaleRead(history: History): History {
	const events = [...history.events()];
	const reads = events.filter(({ type, f }) => type === 'ok' && f === 'read');
	const last = reads.at(-5)?.index;
	const early = reads[3]?.value ?? null;
	return History.of(events.map(({ index, ...event }) => (index === last ? { ...event, value: early } : event)));
}

const withoutTime = ({ millis: _, ...result }: CheckerResult) => result;

async function expectTheSame(history: History, options: CheckHistoryOptions): Promise<CheckerResult> {
	const alone = checkHistory(history, options);
	expect(withoutTime(await checkHistoryInThreads(history, options, 2))).toEqual(withoutTime(alone));
	return alone;
}

// Threads of a checkout learn TypeScript first, which takes some seconds where others are busy.
describe('the search in threads answers as the search in one does', { timeout: 180_000 }, () => {
	const options = { model: casRegister, algorithm: 'search', timeLimitMs: 100_000 } as const;

	it('where every object is linearizable', async () => {
		const history = sideBySide([0, 1, 2].map(crowded));
		const { valid, statistics } = await expectTheSame(history, options);
		expect(valid).toBe(true);
		// More than the first round spends on all of them: threads had something to do.
		expect(statistics?.['configurations']).toBeGreaterThan(3 * 40_000);
	});

	it('where some are not, with the same witness', async () => {
		const history = sideBySide([crowded(0), withStaleRead(crowded(1)), crowded(2)]);
		const { valid, anomalies } = await expectTheSame(history, options);
		expect(valid).toBe(false);
		expect(anomalies.length).toBeGreaterThan(0);
	});

	it('where a share of the memory is too little for a thread, and all of it is not', async () => {
		const history = sideBySide([3, 4, 5].map(crowded));
		const { statistics } = await expectTheSame(history, options);
		const needed = Number(statistics?.['memoryBytesMax']) / 2 ** 20;
		const { valid } = await expectTheSame(history, { ...options, memoryLimitMb: 1.2 * needed });
		expect(valid).toBe(true);
	});

	it('where a model has to be asked, which no thread can do', async () => {
		const asked = { ...casRegister };
		const { valid } = await expectTheSame(sideBySide([0, 2].map(crowded)), { ...options, model: asked });
		expect(valid).toBe(true);
	});
});

it('an attempt comes to the same in a thread, whatever the model', async () => {
	const parts = [
		...partsOf(
			queue,
			container(['enqueue', 'dequeue'], (items) => items[0]),
		),
		...partsOf(findModel('kv') as Model, strings(['get', 'get', 'put', 'append'])),
		...partsOf(findModel('counter') as Model, counter([['add', 2]], 2)),
		...partsOf(casRegister, register(['read', 'write', 'cas'])),
	];
	const limits = { deadline: Number.POSITIVE_INFINITY, memoryBytes: 2 ** 28 };
	const tasks = parts.map((part) => new PartSearch(part).taskForThread() as ThreadTask);
	const threads = new SearchThreads(2);
	const attempts = await threads.attemptAll(tasks, 2_000, limits).finally(() => threads.end());
	expect(attempts).not.toContain(undefined);
	const outcomes = new Set<string>();
	for (const [i, part] of parts.entries()) {
		const here = new PartSearch(part);
		here.attempt(2_000, limits);
		const there = new PartSearch(part);
		there.note(attempts[i] as Attempt);
		expect(there.result()).toEqual(here.result());
		outcomes.add(here.result().outcome);
	}
	expect([...outcomes].sort()).toEqual(['illegal', 'ok']);
});

/** Small ones, of which some are not linearizable. */
function partsOf(model: Model, type: SimulatedType): Part[] {
	const sizes = { operations: 20, clients: 4, crashProbability: 0.05, span: 60 };
	return Array.from({ length: 10 }, (_, seed) => {
		const history = randomHistory(type, seed, { ...sizes, lies: seed % 3 });
		return splitIntoParts(history, model)[0] as Part;
	});
}

it('answers unknown when time is up, and leaves no thread behind', async () => {
	const before = process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
	const history = sideBySide([0, 1, 2, 3, 4, 5].map(crowded));
	const options = { model: casRegister, algorithm: 'search', timeLimitMs: 150 } as const;
	const { valid, reason } = await checkHistoryInThreads(history, options, 2);
	expect(valid).toBe('unknown');
	expect(reason).toContain('time ran out after 150 ms');
	expect(process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length).toBe(before);
});
