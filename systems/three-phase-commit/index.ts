import type { System } from '../../harness/model/index.ts';
import { TransactionClient } from '../transactions/client.ts';
import { bank, listAppend, votes } from '../transactions/workloads/index.ts';
import { invariants } from '../two-phase-commit/invariants.ts';
import { createNode } from './three-phase-commit.ts';

export const threePhaseCommit: System = {
	name: 'three-phase-commit',
	description: 'Transactions over several stores that do not block when nodes crash, and break when the network does',
	nodeCount: 4,
	swarmNodeCounts: [3, 4],
	createNode,
	createClient: (context) => new TransactionClient(context),
	workloads: [bank, listAppend, votes],
	defaultWorkload: 'bank',
	nemeses: ['crash'],
	tolerates: ['crash'],
	mutants: [],
	invariants,
	defaults: { rate: 50 },
};
