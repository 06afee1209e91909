import type { System } from '../../harness/model/index.ts';
import { TransactionClient } from '../transactions/client.ts';
import { bank, listAppend, votes } from '../transactions/workloads/index.ts';
import { invariants } from './invariants.ts';
import { mutants } from './mutants/index.ts';
import { createNode } from './two-phase-commit.ts';

export const twoPhaseCommit: System = {
	name: 'two-phase-commit',
	description: 'Interactive transactions over several stores, committed with two-phase commit and presumed abort',
	nodeCount: 4,
	swarmNodeCounts: [3, 4],
	createNode,
	createClient: (context) => new TransactionClient(context),
	workloads: [bank, listAppend, votes],
	defaultWorkload: 'bank',
	nemeses: ['partition', 'crash', 'pause'],
	mutants,
	invariants,
	defaults: { rate: 50 },
};
