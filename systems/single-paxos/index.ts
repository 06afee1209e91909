import { createRpcClient, type System } from '../../harness/model/index.ts';
import { invariants } from './invariants.ts';
import { mutants } from './mutants/index.ts';
import { PaxosNode } from './paxos.ts';
import { consensus } from './workloads.ts';

export const singlePaxos: System = {
	name: 'single-paxos',
	description: 'Consensus on one value at a time, many instances side by side: the synod protocol',
	nodeCount: 5,
	createNode: (context) => new PaxosNode(context),
	createClient: createRpcClient,
	workloads: [consensus],
	defaultWorkload: 'consensus',
	nemeses: ['partition', 'crash', 'pause'],
	mutants,
	invariants,
	defaults: { operationTimeoutMs: 2000 },
	hasLeader: false,
};
