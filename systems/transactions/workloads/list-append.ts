import { fromFunction, limit, reserve } from '../../../harness/generator/index.ts';
import type { Invocation, JsonValue, Random, Workload, WorkloadOptions } from '../../../harness/model/index.ts';
import { pollLogs, readLogs } from './logs.ts';
import { trafficBound } from './traffic.ts';

/** So many keys are in use at a time. */
const activeKeys = 4;
/** Then the oldest makes room for a new one: lists stay short. */
const transactionsPerKey = 40;
const operationsMax = 4;
/** Lists that come into use after so long are not read in the end. */
const secondsMax = 75;

/** Elle's list-append: every element is unique, so that a read tells which appends it saw, and in which order. */
export const listAppend: Workload = {
	name: 'list-append',
	description: 'Transactions of one to four appends and reads over a few lists, on several participants',
	operations: (options) =>
		reserve(
			1,
			pollLogs(options),
			fromFunction(({ random }, index) => transaction(random, index)),
		),
	finalOperations: (options) =>
		readLogs(
			options,
			limit(
				lastReadsCount(options),
				fromFunction((_, index) => lastReads(index)),
			),
		),
	checkers: [
		{ checker: 'list-append', options: { level: 'strict-serializable' } },
		{ checker: 'atomic-commitment' },
		{ checker: 'progress' },
		trafficBound,
		{ checker: 'statistics' },
	],
};

function lastReadsCount({ rate }: WorkloadOptions): number {
	return Math.ceil((rate * secondsMax) / transactionsPerKey / 8);
}

function transaction(random: Random, index: number): Invocation {
	const first = Math.floor(index / transactionsPerKey);
	const count = random.integer(1, operationsMax);
	const operations: JsonValue[] = [];
	for (let i = 0; i < count; i++) {
		const key = `k${first + random.integer(0, activeKeys - 1)}`;
		operations.push(random.chance(0.5) ? ['r', key, null] : ['append', key, index * operationsMax + i]);
	}
	return { f: 'txn', value: operations };
}

/** Every list there is, a few at a time. */
function lastReads(index: number): Invocation {
	const operations: JsonValue[] = Array.from({ length: 8 }, (_, i) => ['r', `k${8 * index + i}`, null]);
	return { f: 'txn', value: operations };
}
