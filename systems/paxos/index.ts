import type { System } from '../../harness/model/index.ts';
import { KvClient } from '../replicated-kv/client.ts';
import { kv, register } from '../replicated-kv/workloads.ts';
import { invariants } from './invariants.ts';
import { mutants } from './mutants/index.ts';
import { PaxosNode } from './paxos.ts';

export const paxos: System = {
	name: 'paxos',
	description: 'A replicated key-value store on Multi-Paxos, with a stable leader, catch-up and log trimming',
	nodeCount: 5,
	createNode: (context) => new PaxosNode(context),
	createClient: (context) => new KvClient(context),
	workloads: [kv, register],
	defaultWorkload: 'kv',
	nemeses: ['partition', 'crash', 'pause'],
	mutants,
	invariants,
};
