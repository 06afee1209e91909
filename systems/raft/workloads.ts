import { delayMs, fromFunction, limit, phases, reserve } from '../../harness/generator/index.ts';
import type { Generator, Workload, WorkloadOptions } from '../../harness/model/index.ts';
import { kvOperations } from '../replicated-kv/kv-operations.ts';
import { kv, readEachKey, register } from '../replicated-kv/workloads.ts';

const onlyKv = ['read', 'write', 'cas'] as const;

const membership: Workload = {
	name: 'membership',
	description: 'As kv, while one process removes a server and adds it again, each in turn',
	operations: (options) => reserve(1, delayMs(changeIntervalMs, changesOfServers(options)), kvOperations()),
	finalOperations: (options) => phases(addEachServer(options), readEachKey()),
	checkers: [
		{ checker: 'linearizability', options: { model: 'kv', only: onlyKv } },
		{ checker: 'progress' },
		{
			checker: 'cost',
			options: { messagesPerOperationMax: 25, messagesPerSecondMax: 500, slowMs: 100, slowShareMax: 0.15 },
		},
		{ checker: 'statistics' },
	],
};

export const workloads: readonly Workload[] = [kv, register, membership];

const changeIntervalMs = 1000;

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
