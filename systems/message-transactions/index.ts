import type { System } from '../../harness/model/index.ts';
import { AccountClient } from './client.ts';
import { invariants } from './invariants.ts';
import { createNode } from './message-transactions.ts';
import { mutants } from './mutants/index.ts';
import { bank } from './workloads.ts';

export const messageTransactions: System = {
	name: 'message-transactions',
	description: 'Transfers between account services by messages: outbox, broker, inbox, and refunds for what is refused',
	nodeCount: 5,
	createNode,
	createClient: (context) => new AccountClient(context),
	workloads: [bank],
	defaultWorkload: 'bank',
	nemeses: ['partition', 'crash', 'pause'],
	mutants,
	invariants,
	defaults: { rate: 50, operationTimeoutMs: 2500 },
	hasLeader: false,
};
