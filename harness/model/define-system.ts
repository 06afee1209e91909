import type { Generator } from './generator.ts';
import type { CreateNode } from './node.ts';
import { createRpcClient } from './rpc-client.ts';
import type { System, WorkloadOptions } from './system.ts';
import type { CheckerChoice } from './verdict.ts';

/** What is particular to a small system; everything else of a `System` has a default, and can be given as well. */
export interface SystemDefinition extends Partial<System> {
	readonly name: string;
	readonly createNode: CreateNode;
	/** What clients do, endlessly: the one workload of the system, unless `workloads` are given. */
	operations(options: WorkloadOptions): Generator;
	/** What is checked afterwards: `[{ checker: 'linearizability', options: { model: 'register' } }]`. */
	readonly check: readonly CheckerChoice[];
}

/**
 * A system from its node program and its operations. Clients ask in Maelstrom's form (`createRpcClient`), on three nodes,
 * under partitions, crashes and pauses.
 */
export function defineSystem({ operations, check, ...rest }: SystemDefinition): System {
	const workload = { name: 'default', description: 'The operations of its definition.', operations, checkers: check };
	return {
		description: rest.name,
		nodeCount: 3,
		createClient: createRpcClient,
		workloads: [workload],
		defaultWorkload: rest.workloads?.[0]?.name ?? workload.name,
		nemeses: ['partition', 'crash', 'pause'],
		mutants: [],
		...rest,
	};
}
