import { delayMs, fromFunction, limit, mix, phases, reserve } from '../../harness/generator/index.ts';
import type { Generator, Invocation, Random, Workload, WorkloadOptions } from '../../harness/model/index.ts';
import { kvOperations, poolKeys } from './kv-operations.ts';

const onlyKv = ['read', 'write', 'cas'] as const;

const kv: Workload = {
	name: 'kv',
	description: 'Reads, writes of unique values and compare-and-set over a few registers, never many at a time',
	operations: () => kvOperations(),
	finalOperations: () => readEachKey(),
	checkers: [
		{ checker: 'linearizability', options: { model: 'kv' } },
		{ checker: 'progress' },
		{ checker: 'statistics' },
	],
};

const register: Workload = {
	name: 'register',
	description: 'Reads, writes and compare-and-set of five values on a single register: the hardest to check',
	operations: () => mix([fromFunction(registerRead), fromFunction(registerWrite), fromFunction(registerCas)]),
	finalOperations: () => limit(finalReadsPerKey, fromFunction(registerRead)),
	checkers: kv.checkers,
};

const membership: Workload = {
	name: 'membership',
	description: 'As kv, while one process removes a server and adds it again, each in turn',
	operations: (options) => reserve(1, delayMs(changeIntervalMs, changesOfServers(options)), kvOperations()),
	finalOperations: (options) => phases(addEachServer(options), readEachKey()),
	checkers: [
		{ checker: 'linearizability', options: { model: 'kv', only: onlyKv } },
		{ checker: 'progress' },
		{ checker: 'statistics' },
	],
};

export const workloads: readonly Workload[] = [kv, register, membership];

/** Several processes read each key in the end: they ask different nodes first. */
const finalReadsPerKey = 3;
const changeIntervalMs = 1000;
const registerKey = 'r';

function readEachKey(): Generator {
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

/** Out and in again, one server after the other: at most one is missing at a time, if every change is known to be done. */
function changesOfServers({ nodeCount }: WorkloadOptions): Generator {
	return fromFunction((_, index) => ({
		f: index % 2 === 0 ? 'remove-server' : 'add-server',
		value: `n${((index >> 1) % nodeCount) + 1}`,
	}));
}

function addEachServer({ nodeCount }: WorkloadOptions): Generator {
	return limit(
		nodeCount,
		fromFunction((_, index) => ({ f: 'add-server', value: `n${index + 1}` })),
	);
}
