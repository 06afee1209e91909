import type { Generator, GeneratorContext, ProcessId } from '../model/index.ts';
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
	const see = (context: GeneratorContext): GeneratorContext =>
		restrict(context, (process) => includes(threadOf(process, context.concurrency)));
	return seenBy(includes, see, generator);
}

function seenBy(
	includes: (thread: ProcessId) => boolean,
	see: (context: GeneratorContext) => GeneratorContext,
	generator: Generator,
): Generator {
	const self: Generator = {
		next: (context) => rewrap(generator.next(see(context)), (rest) => seenBy(includes, see, rest)),
		update(context, event) {
			if (!includes(threadOf(event.process, context.concurrency))) return self;
			return updateInner(self, generator, (rest) => seenBy(includes, see, rest), see(context), event);
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
