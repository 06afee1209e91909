import { fromFunction, limit, mix } from '../../harness/generator/index.ts';
import type { Generator, Invocation, Random, Workload } from '../../harness/model/index.ts';
import { kvOperations, poolKeys } from './kv-operations.ts';

/** The workloads of every replicated key-value store, so that systems compare. */
export const kv: Workload = {
	name: 'kv',
	description: 'Reads, writes of unique values and compare-and-set over a few registers, never many at a time',
	operations: () => kvOperations(),
	finalOperations: () => readEachKey(),
	checkers: [
		{ checker: 'linearizability', options: { model: 'kv' } },
		{ checker: 'progress' },
		{ checker: 'cost', options: { messagesPerOperationMax: 25, messagesPerSecondMax: 500 } },
		{ checker: 'statistics' },
	],
};

export const register: Workload = {
	name: 'register',
	description: 'Reads, writes and compare-and-set of five values on a single register: the hardest to check',
	operations: () => mix([fromFunction(registerRead), fromFunction(registerWrite), fromFunction(registerCas)]),
	finalOperations: () => limit(finalReadsPerKey, fromFunction(registerRead)),
	checkers: kv.checkers,
};

/** Several processes read each key in the end: they ask different nodes first. */
const finalReadsPerKey = 3;
const registerKey = 'r';

export function readEachKey(): Generator {
	return limit(
		poolKeys.length * finalReadsPerKey,
		fromFunction((_, index) => ({ f: 'read', key: poolKeys[index % poolKeys.length] as string, value: null })),
	);
}

function registerRead(): Invocation {
	return { f: 'read', key: registerKey, value: null };
}

function registerWrite({ random }: { readonly random: Random }): Invocation {
	return { f: 'write', key: registerKey, value: random.integer(0, 4) };
}

function registerCas({ random }: { readonly random: Random }): Invocation {
	return { f: 'cas', key: registerKey, value: [random.integer(0, 4), random.integer(0, 4)] };
}
