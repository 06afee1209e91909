import type { NodeContext, NodeProgram } from '../../harness/model/index.ts';
import type { Coordinator } from './coordinator.ts';
import { defaultOptions, type MapReduceOptions } from './options.ts';
import { coordinatorOf } from './placement.ts';
import type { Worker } from './worker.ts';

/**
 * # MapReduce
 *
 * A user writes two functions. *Map* takes a piece of the input and emits pairs of key and value; *reduce* takes a key with
 * all its values, and says what comes of them. The library does the rest: it cuts the input into M *splits*, runs a map
 * task for each, sorts what they emit into R *partitions* by key, and runs a reduce task for each of these. On many
 * machines, some of which are always failing.
 *
 * What makes that simple is that a task can be done again. A map task reads what never changes, and leaves its output on
 * the disk of the worker that did it; when that worker is gone, somebody else does the task once more, and since map is a
 * function, the output is the same. A reduce task fetches its part of every map output. So the whole is right if these hold:
 *
 * 1. Of all attempts at a task one counts. For a map task the coordinator decides, when it hears of the first that is done;
 *    for a reduce task, when it gives a temporary file its final name, which is *atomic*: nobody ever sees half of it
 *    (section 3.3).
 * 2. A reduce task reads the output of every map task, and of one attempt at each.
 * 3. Nothing is forgotten: what a dead worker had, and what the coordinator knew before it failed.
 *
 * Slow is as bad as dead: near the end everybody waits for the last few tasks, and one machine with a bad disk can make
 * that long. So a worker without work does a straggler's task as well, and the first to finish wins (*backup tasks*,
 * section 3.6).
 *
 * `coordinator.ts` is the paper's master, `worker.ts` does the tasks, `jobs.ts` has what users write. There is no
 * distributed file system underneath: the input is a text that everybody can generate for himself (`corpus.ts`), and the
 * output files are with the coordinator (`output-store.ts`).
 *
 * After Dean and Ghemawat, *MapReduce: Simplified Data Processing on Large Clusters*, 2004, which sections refer to.
 *
 * The first node coordinates, the others work.
 */
export function create(
	CoordinatorOf: CoordinatorClass,
	WorkerOf: WorkerClass,
	options: MapReduceOptions = defaultOptions,
): (context: NodeContext) => NodeProgram {
	return (context) => {
		const isCoordinator = coordinatorOf([context.id, ...context.peers]) === context.id;
		return isCoordinator ? new CoordinatorOf(context, options) : new WorkerOf(context, options);
	};
}

type CoordinatorClass = new (context: NodeContext, options: MapReduceOptions) => Coordinator;
type WorkerClass = new (context: NodeContext, options: MapReduceOptions) => Worker;
