import { parentPort } from 'node:worker_threads';
import { type Attempt, attempt } from './attempt.ts';
import { layOut } from './problem.ts';
import type { ThreadRequest } from './search-threads.ts';
import { transitionsOf } from './transition-data.ts';

/** A thread of `SearchThreads`: makes one attempt after the other. */
parentPort?.on('message', (request: ThreadRequest) => parentPort?.postMessage(answer(request)));

function answer({ task, budget, deadline, memoryBytes }: ThreadRequest): Attempt {
	const { intervals, initialState } = task;
	const transitions = transitionsOf(task.transitions);
	const problem = layOut(intervals, transitions);
	const step = () => {
		throw new Error('Expected the kernel to know the steps of a model that is searched in a thread');
	};
	// Every thread has a clock of its own, which began when the thread did.
	const limits = { deadline: deadline - performance.timeOrigin, memoryBytes };
	return attempt({ problem, transitions, initialState, step, lookahead: undefined }, budget, limits);
}
