import type { GeneratorContext, ProcessId, Random } from '../model/index.ts';

/**
 * The thread on which a process runs. When a process is retired (its operation ended in `info`), a new one with another
 * number takes over its thread; what belongs to a thread goes on with the new process.
 */
export function threadOf(process: ProcessId, concurrency: number): ProcessId {
	return process === 'nemesis' ? process : process % concurrency;
}

/** What is left of a context when only some processes exist for a generator. */
export function restrict(context: GeneratorContext, keep: (process: ProcessId) => boolean): GeneratorContext {
	return new RestrictedContext(context, keep);
}

/**
 * Makes its lists when they are looked at: there are several of these for every operation, and most generators look at one
 * list or at none. (A class, because an object literal with getters costs ten times as much.)
 */
class RestrictedContext implements GeneratorContext {
	readonly time: number;
	readonly concurrency: number;
	readonly random: Random;
	readonly rateFactor: number;
	readonly #whole: GeneratorContext;
	readonly #keep: (process: ProcessId) => boolean;
	#processes: readonly ProcessId[] | undefined = undefined;
	#freeProcesses: readonly ProcessId[] | undefined = undefined;

	constructor(whole: GeneratorContext, keep: (process: ProcessId) => boolean) {
		this.time = whole.time;
		this.concurrency = whole.concurrency;
		this.random = whole.random;
		this.rateFactor = whole.rateFactor ?? 1;
		this.#whole = whole;
		this.#keep = keep;
	}

	get processes(): readonly ProcessId[] {
		this.#processes ??= this.#whole.processes.filter(this.#keep);
		return this.#processes;
	}

	get freeProcesses(): readonly ProcessId[] {
		this.#freeProcesses ??= this.#whole.freeProcesses.filter(this.#keep);
		return this.#freeProcesses;
	}
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
