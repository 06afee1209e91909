import type { System } from '../../harness/model/index.ts';
import { MapReduceClient } from './client.ts';
import { Coordinator } from './coordinator.ts';
import { invariants } from './invariants.ts';
import { builtInJobs, type Jobs } from './jobs.ts';
import { create } from './mapreduce.ts';
import { mutants } from './mutants/index.ts';
import { defaultOptions } from './options.ts';
import { Worker } from './worker.ts';
import { workloadsOf } from './workloads.ts';

export type { Job, Jobs, Line } from './jobs.ts';

export const mapReduce: System = {
	name: 'mapreduce',
	description: 'MapReduce: a coordinator and five workers that count, index and sort text while workers die',
	nodeCount: 6,
	swarmNodeCounts: [4, 6],
	createNode: create(Coordinator, Worker),
	createClient: (context) => new MapReduceClient(context),
	workloads: workloadsOf(Object.keys(builtInJobs), 'mapreduce'),
	defaultWorkload: 'small',
	nemeses: ['partition', 'crash', 'pause'],
	mutants,
	invariants,
	defaults: { concurrency: 6, rate: 8, operationTimeoutMs: 8000 },
};

/** MapReduce with map and reduce functions of one's own. */
export interface OwnMapReduce {
	readonly name: string;
	readonly jobs: Jobs;
	/** The checker, by name, that judges the output: `mapReduceOf(name, jobs)` of `faultline/checkers`. */
	readonly checker: string;
	/** `import.meta.url` of the module that exports the system: for processes and containers, which load it from there. */
	readonly module?: string;
}

/**
 * The same cluster for jobs that you have written.
 *
 * ```ts
 * const jobs = {
 * 	initials: {
 * 		map: ({ text }, emit) => emit(text.charAt(0), 1),
 * 		reduce: (_, ones) => ones.length,
 * 	},
 * } satisfies Jobs;
 * await run({
 * 	system: ownMapReduce({ name: 'initials', jobs, checker: 'initials-output' }),
 * 	checkers: [mapReduceOf('initials-output', jobs)],
 * });
 * ```
 */
export function ownMapReduce({ name, jobs, checker, module }: OwnMapReduce): System {
	return {
		...mapReduce,
		name,
		description: `MapReduce for the jobs ${Object.keys(jobs).join(', ')}`,
		createNode: create(Coordinator, Worker, { ...defaultOptions, jobs }),
		workloads: workloadsOf(Object.keys(jobs), checker),
		mutants: [],
		...(module !== undefined && { module }),
	};
}
