import type { GeneratorContext, ProcessId } from '../model/index.ts';

/**
 * The thread on which a process runs. When a process is retired (its operation ended in `info`), a new one with another
 * number takes over its thread; what belongs to a thread goes on with the new process.
 */
export function threadOf(process: ProcessId, concurrency: number): ProcessId {
	return process === 'nemesis' ? process : process % concurrency;
}

/** What is left of a context when only some processes exist for a generator. */
export function restrict(context: GeneratorContext, keep: (process: ProcessId) => boolean): GeneratorContext {
	const processes = context.processes.filter(keep);
	if (processes.length === context.processes.length) return context;
	return withProcesses(context, context.freeProcesses.filter(keep), processes);
}

/** The same moment with other processes. Field by field: a spread costs several times as much, and this runs for every operation. */
export function withProcesses(
	context: GeneratorContext,
	freeProcesses: readonly ProcessId[],
	processes: readonly ProcessId[],
): GeneratorContext {
	return {
		time: context.time,
		freeProcesses,
		processes,
		concurrency: context.concurrency,
		random: context.random,
	};
}

/** A free process, each with the same chance: none is favoured, so none starves. */
export function pickFreeProcess(context: GeneratorContext): ProcessId | undefined {
	return context.freeProcesses.length === 0 ? undefined : context.random.pick(context.freeProcesses);
}

/** The threads of a context in order, the nemesis last. */
export function threadsOf(context: GeneratorContext): readonly ProcessId[] {
	return context.processes.map((process) => threadOf(process, context.concurrency)).sort(byThread);
}

function byThread(a: ProcessId, b: ProcessId): number {
	if (a === 'nemesis') return b === 'nemesis' ? 0 : 1;
	return b === 'nemesis' ? -1 : a - b;
}
