import type { Generator, ProcessId } from '../model/index.ts';
import { restrict, threadOf } from './context.ts';
import { rewrap, updateInner } from './next.ts';

/**
 * A generator that sees only some threads. The predicate is asked about threads (a process number modulo the concurrency,
 * or `nemesis`), so that a retired process is replaced by one that counts the same.
 *
 * ```ts
 * onProcesses((thread) => thread === 0, writes)
 * ```
 */
export function onProcesses(includes: (thread: ProcessId) => boolean, generator: Generator): Generator {
	const self: Generator = {
		next(context) {
			const seen = restrict(context, (process) => includes(threadOf(process, context.concurrency)));
			return rewrap(generator.next(seen), (rest) => onProcesses(includes, rest));
		},
		update(context, event) {
			if (!includes(threadOf(event.process, context.concurrency))) return self;
			const seen = restrict(context, (process) => includes(threadOf(process, context.concurrency)));
			return updateInner(self, generator, (rest) => onProcesses(includes, rest), seen, event);
		},
	};
	return self;
}

/** For client processes alone. Workloads need not say it: the run does. */
export function clients(generator: Generator): Generator {
	return onProcesses((thread) => thread !== 'nemesis', generator);
}

/** For the nemesis alone. */
export function nemesis(generator: Generator): Generator {
	return onProcesses((thread) => thread === 'nemesis', generator);
}
