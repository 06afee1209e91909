import { fromFunction, reserve } from '../../../harness/generator/index.ts';
import type { Invocation, Random, Workload, WorkloadOptions } from '../../../harness/model/index.ts';
import { pollLogs, readLogs } from './logs.ts';
import { trafficBound } from './traffic.ts';

/** Atomic commitment and nothing else: no two transactions share a key, and every fifth has a participant that votes No. */
export const votes: Workload = {
	name: 'votes',
	description: 'Transactions at two or three participants that never wait for each other; one in five is voted down',
	operations: (options) =>
		reserve(
			1,
			pollLogs(options),
			fromFunction(({ random }, index) => transact(random, index, options)),
		),
	finalOperations: (options) => readLogs(options),
	checkers: [{ checker: 'atomic-commitment' }, { checker: 'progress' }, trafficBound, { checker: 'statistics' }],
};

/** The number at a key's end says where it is, modulo the number of participants. */
function transact(random: Random, index: number, { nodeCount }: WorkloadOptions): Invocation {
	const participants = nodeCount - 1;
	const places = random.shuffle(Array.from({ length: participants }, (_, i) => i)).slice(0, random.integer(2, 3));
	const keys = places.map((place) => `t${index * participants + place}`);
	const no = random.chance(0.2) ? [random.pick(keys)] : [];
	return { f: 'transact', value: { keys, no } };
}
