import type { System } from '../../harness/model/index.ts';
import { RaftClient } from './client.ts';
import { describeChange } from './describe-change.ts';
import { invariants } from './invariants.ts';
import { mutants } from './mutants/index.ts';
import { RaftNode } from './raft.ts';
import { workloads } from './workloads.ts';

export const raft: System = {
	name: 'raft',
	description: 'A replicated key-value store on Raft, with sessions, snapshots and membership changes',
	nodeCount: 5,
	createNode: (context) => new RaftNode(context),
	createClient: (context) => new RaftClient(context),
	workloads,
	defaultWorkload: 'kv',
	membership: {
		remove: (node) => ({ f: 'remove-server', value: node }),
		add: (node) => ({ f: 'add-server', value: node }),
	},
	nemeses: ['partition', 'crash', 'pause'],
	mutants,
	invariants,
	describeChange,
};
