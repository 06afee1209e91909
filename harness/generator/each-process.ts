import type { Generator, ProcessId } from '../model/index.ts';
import { threadOf, withProcesses } from './context.ts';
import { exhausted, nothing, pending } from './next.ts';
import { joinSoonest, soonest } from './soonest.ts';

/**
 * Every process follows its own copy of the generator. A process that takes over the thread of a retired one goes on with
 * the copy of its predecessor (Jepsen's `each-thread`), so that a finite generator stays finite when nothing answers.
 *
 * ```ts
 * eachProcess(once({ f: 'read', value: null }))
 * ```
 */
export function eachProcess(generator: Generator): Generator {
	return copies(generator, new Map());
}

/** A thread that is not in `byThread` is at the beginning of its copy. */
function copies(original: Generator, byThread: ReadonlyMap<ProcessId, Generator>): Generator {
	const copyOf = (thread: ProcessId): Generator => byThread.get(thread) ?? original;
	const self: Generator = {
		next(context) {
			const threads: ProcessId[] = [];
			const candidates = [];
			for (const process of context.freeProcesses) {
				const thread = threadOf(process, context.concurrency);
				const generator = copyOf(thread);
				if (generator === nothing) continue;
				threads.push(thread);
				candidates.push({ generator, context: withProcesses(context, [process], [process]), weight: 1 });
			}
			const result = soonest(candidates, context.random);
			const join = (rests: readonly Generator[]): Generator => copies(original, withAll(byThread, threads, rests));
			if (result.answer.type !== 'exhausted') return joinSoonest(result, join);
			const busy = context.processes.length > context.freeProcesses.length;
			return busy ? pending(join(result.rests)) : exhausted;
		},
		update(context, event) {
			const thread = threadOf(event.process, context.concurrency);
			const own = context.processes.filter((process) => threadOf(process, context.concurrency) === thread);
			const free = context.freeProcesses.filter((process) => own.includes(process));
			const copy = copyOf(thread);
			const rest = copy.update(withProcesses(context, free, own), event);
			return rest === copy ? self : copies(original, withAll(byThread, [thread], [rest]));
		},
	};
	return self;
}

/** The map with some entries replaced; the same map when they are as they were. */
function withAll(
	byThread: ReadonlyMap<ProcessId, Generator>,
	threads: readonly ProcessId[],
	rests: readonly Generator[],
): ReadonlyMap<ProcessId, Generator> {
	let changed: Map<ProcessId, Generator> | undefined;
	for (const [i, thread] of threads.entries()) {
		const rest = rests[i] as Generator;
		if (byThread.get(thread) === rest) continue;
		changed ??= new Map(byThread);
		changed.set(thread, rest);
	}
	return changed ?? byThread;
}
