import { fromFunction, limit } from '../../harness/generator/index.ts';
import type { Generator, Invocation, Random, Workload } from '../../harness/model/index.ts';

/** So many operations are about an instance, before the next one begins. */
const operationsPerInstance = 6;
/** Instances that are open at a time. */
const openInstances = 3;

/** Several processes propose in each instance, at different nodes; now and then somebody asks what a node has learned. */
export const consensus: Workload = {
	name: 'consensus',
	description:
		'Proposals of unique values in one instance after the other, several in each, and questions what was learned',
	operations: () => fromFunction(({ random }, index) => operation(random, index)),
	finalOperations: () => finalProposals(),
	checkers: [
		{ checker: 'consensus' },
		{ checker: 'progress' },
		{ checker: 'cost', options: { messagesPerOperationMax: 150, messagesPerSecondMax: 500 } },
		{ checker: 'statistics' },
	],
};

function operation(random: Random, index: number): Invocation {
	const key = instance(Math.floor(index / operationsPerInstance) + random.integer(0, openInstances - 1));
	return random.chance(0.2) ? { f: 'learn', key, value: null } : { f: 'propose', key, value: index };
}

/** Instances that are long decided, mostly, at different nodes: each must say what was said before. */
function finalProposals(): Generator {
	return limit(
		60,
		fromFunction((_, index) => ({ f: 'propose', key: instance(index * 7), value: `final ${index}` })),
	);
}

function instance(number: number): string {
	return `i${number}`;
}
