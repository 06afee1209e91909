import { delayMs, fromFunction, limit, phases } from '../../../harness/generator/index.ts';
import type { Generator, WorkloadOptions } from '../../../harness/model/index.ts';

/** How often one process asks a node for its log while the others work: each node in turn. */
const pollIntervalMs = 150;
/** Of how many transactions, then. */
const pollLast = 10;

/** The newest decisions and whoever is in doubt, all through the run. */
export function pollLogs({ nodeCount }: WorkloadOptions): Generator {
	return delayMs(
		pollIntervalMs,
		fromFunction((_, index) => ({ f: 'log', value: { node: `n${(index % nodeCount) + 1}`, last: pollLast } })),
	);
}

/** Every node's whole log, after the last reads if there are any. */
export function readLogs({ nodeCount }: WorkloadOptions, before?: Generator): Generator {
	const logs = limit(
		nodeCount,
		fromFunction((_, index) => ({ f: 'log', value: { node: `n${index + 1}`, last: null } })),
	);
	return before === undefined ? logs : phases(before, logs);
}
