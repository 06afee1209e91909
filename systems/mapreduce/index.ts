import type { System } from '../../harness/model/index.ts';
import { MapReduceClient } from './client.ts';
import { invariants } from './invariants.ts';
import { createNode } from './mapreduce.ts';
import { mutants } from './mutants/index.ts';
import { workloads } from './workloads.ts';

export const mapReduce: System = {
	name: 'mapreduce',
	description: 'MapReduce: a coordinator and five workers that count, index and sort text while workers die',
	nodeCount: 6,
	swarmNodeCounts: [4, 6],
	createNode,
	createClient: (context) => new MapReduceClient(context),
	workloads,
	defaultWorkload: 'small',
	nemeses: ['partition', 'crash', 'pause'],
	mutants,
	invariants,
	defaults: { concurrency: 6, rate: 8, operationTimeoutMs: 8000 },
};
