import { describe, expect, it } from 'vitest';
import { History } from '../../../harness/model/index.ts';
import { isLinearizableByBruteForce } from '../brute-force.ts';
import { type Algorithm, checkHistory } from '../check-history.ts';
import { describeOperation } from '../describe-operation.ts';
import type { LinearizabilityDetails } from '../details.ts';
import { createRandom } from '../fixtures/simulate-history.ts';
import { groupByValues } from '../independent-values.ts';
import type { Model } from '../model.ts';
import { findModel } from '../models.ts';
import { type PlacedOperation, splitIntoParts } from '../parts.ts';
import {
	appendList,
	container,
	counter,
	growOnlySet,
	leaseLock,
	mutex,
	register,
	semaphore,
	set,
	strings,
	ticket,
	uniqueIds,
} from './fuzz/objects.ts';
import { type HistoryOptions, randomHistory, type SimulatedType } from './fuzz/random-history.ts';

/** Histories for each type: `FAULTLINE_FUZZ=100000` for a night. */
const runs = Number(process.env['FAULTLINE_FUZZ'] ?? 2000);
const firstSeed = Number(process.env['FAULTLINE_FUZZ_SEED'] ?? 1);

const timeoutMs = 60_000 + 100 * runs;

interface Fuzzed {
	readonly label: string;
	readonly model: Model;
	readonly type: SimulatedType;
	/** Of the small histories the polynomial checker must decide at least this share, and of the long ones. */
	readonly decides: number;
	readonly decidesLong?: number;
}

const model = (name: string): Model => findModel(name) as Model;

const fuzzed: readonly Fuzzed[] = [
	{ label: 'register', model: model('register'), type: register(['read', 'read', 'write']), decides: 1 },
	{ label: 'cas-register', model: model('cas-register'), type: register(['read', 'write', 'cas', 'cas']), decides: 1 },
	{ label: 'set', model: model('set'), type: set(2, 0), decides: 1 },
	{ label: 'set, one element', model: model('set'), type: set(1, 0), decides: 1 },
	{ label: 'set with blind answers', model: model('set'), type: set(1, 0.5), decides: 0.9, decidesLong: 0 },
	{ label: 'mutex', model: model('mutex'), type: mutex, decides: 1 },
	{ label: 'counter', model: model('counter'), type: counter([['increment', null]], 1), decides: 1 },
	{ label: 'counter that falls', model: model('counter'), type: counter([['add', -3]], -3), decides: 1 },
	{ label: 'ticket', model: model('ticket'), type: ticket, decides: 1 },
	{ label: 'unique ids', model: model('unique-ids'), type: uniqueIds, decides: 1 },
	{ label: 'kv, strings', model: model('kv'), type: strings(['get', 'get', 'put', 'append', 'append']), decides: 1 },
	{ label: 'kv, appends', model: model('kv'), type: strings(['get', 'append']), decides: 1 },
	{ label: 'kv, registers', model: model('kv'), type: register(['read', 'read', 'write', 'cas']), decides: 1 },
	{ label: 'append list', model: model('append-list'), type: appendList, decides: 1 },
	{ label: 'grow-only set', model: model('grow-only-set'), type: growOnlySet(0), decides: 1 },
	{ label: 'set that only grows, with repetitions', model: model('set'), type: growOnlySet(0.4), decides: 1 },
	{ label: 'semaphore', model: model('semaphore'), type: semaphore(2), decides: 0.3, decidesLong: 0 },
	{
		label: 'owned lock',
		model: model('semaphore').withInitial?.(1) as Model,
		type: semaphore(1),
		decides: 0.3,
		decidesLong: 0,
	},
	{ label: 'lease lock', model: model('lease-lock'), type: leaseLock, decides: 1 },
	{
		label: 'queue',
		model: model('queue'),
		type: container(['enqueue', 'dequeue'], (items) => items[0]),
		decides: 1,
	},
	{
		label: 'stack',
		model: model('stack'),
		type: container(['push', 'pop', 'pop', 'peek'], (items) => items.at(-1)),
		decides: 0.9,
		decidesLong: 0.3,
	},
	{
		label: 'priority queue',
		model: model('priority-queue'),
		type: container(
			['insert', 'poll', 'poll', 'peek'],
			(items) => (items.length === 0 ? undefined : Math.max(...items)),
			(fresh) => (fresh * 379) % 1009,
		),
		decides: 0.9,
		decidesLong: 0.3,
	},
];

describe.each(fuzzed)('$label', ({ model, type, decides, decidesLong = 1 }) => {
	it(
		`judges ${runs} small histories as the search and brute force do, and proves what it refuses`,
		() => {
			const found = { true: 0, false: 0, unknown: 0 };
			for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
				const history = randomHistory(type, seed, smallOptions(seed));
				// Without it states are told as JSON.
				const { describe: _, ...bare } = model;
				const { valid, anomalies } = check(history, bare, 'polynomial');
				found[`${valid}`]++;
				const expected = byBruteForce(history, model);
				expect([seed, check(history, model, 'search').valid]).toEqual([seed, expected]);
				if (valid !== 'unknown') expect([seed, valid]).toEqual([seed, expected]);
				for (const { details, operations } of anomalies) {
					expectProof(seed, history, model, operations, details as unknown as LinearizabilityDetails);
				}
			}
			expect(found.true).toBeGreaterThan(runs / 50);
			expect(found.false).toBeGreaterThan(runs / 50);
			expect(found.unknown).toBeLessThanOrEqual((1 - decides) * runs);
		},
		timeoutMs,
	);

	it(
		'refuses no long history that is linearizable by construction',
		() => {
			const count = runs / 20;
			let accepted = 0;
			for (let seed = firstSeed; seed < firstSeed + count; seed++) {
				const crashProbability = (seed % 3) * 0.04;
				const history = randomHistory(type, seed, {
					operations: 150,
					clients: 6,
					crashProbability,
					span: 700,
					lies: 0,
				});
				const { valid } = check(history, model, 'polynomial');
				expect([seed, valid]).not.toEqual([seed, false]);
				if (valid === true) accepted++;
			}
			expect(accepted).toBeGreaterThanOrEqual(decidesLong * count);
		},
		timeoutMs,
	);
});

it('decides a set of one element that is added again and again, and says nothing of it', () => {
	const add = { process: 0, f: 'add', value: 7 };
	const events = Array.from({ length: 20 }, () => [
		{ ...add, type: 'invoke' as const },
		{ ...add, type: 'ok' as const, value: null },
	]).flat();
	const history = History.of(events.map((event, time) => ({ time, ...event })));
	expect(check(history, model('set'), 'polynomial').valid).toBe(true);
});

function smallOptions(seed: number): HistoryOptions {
	const random = createRandom(seed + 7_000_000);
	const upTo = (most: number) => Math.floor(random() * (most + 1));
	return {
		operations: 3 + upTo(5),
		clients: 2 + upTo(2),
		crashProbability: upTo(4) * 0.12,
		span: 3 + upTo(17),
		lies: upTo(4),
	};
}

function check(history: History, model: Model, algorithm: Algorithm) {
	return checkHistory(history, { model, algorithm, timeLimitMs: 20_000 });
}

function byBruteForce(history: History, model: Model): boolean {
	return splitIntoParts(history, model).every((part) => {
		const initial = part.model.stateId(model.initial);
		return isLinearizableByBruteForce(part.operations, initial, (state, id) => part.model.step(state, id));
	});
}

/** The operations of an anomaly have no order, from the states in which they begin, and fewer of them would have one. */
function expectProof(
	seed: number,
	history: History,
	model: Model,
	operations: readonly number[],
	details: LinearizabilityDetails | undefined,
): void {
	if (details === undefined) throw new Error(`Expected the anomaly of history ${seed} to be explained`);
	const part = splitIntoParts(history, model)[0] as ReturnType<typeof splitIntoParts>[number];
	const chosen = part.operations
		.filter(({ invoked }) => operations.includes(invoked))
		.map((one) => (one.completed > details.window[1] ? { ...one, completed: Number.POSITIVE_INFINITY } : one));
	const explains = (some: typeof chosen): boolean =>
		details.before.some(({ state, applied }) => {
			const rest = some.filter(({ invoked }) => !applied.includes(invoked));
			const start = part.model.stateId(JSON.parse(state));
			return isLinearizableByBruteForce(rest, start, (from, id) => part.model.step(from, id));
		});
	expect([seed, explains(chosen)]).toEqual([seed, false]);
	const reads = chosen.filter(({ operationClass }) => part.model.isReadOnly(operationClass));
	for (const group of [...reads.map((read) => [read]), ...groupByValues(chosen, part.model)]) {
		const fewer = chosen.filter((one) => !group.includes(one));
		expect([seed, describeAll(group), explains(fewer)]).toEqual([seed, describeAll(group), true]);
	}
}

function describeAll(operations: readonly PlacedOperation[]): string {
	return operations.map(({ source }) => describeOperation(source)).join(', ');
}
