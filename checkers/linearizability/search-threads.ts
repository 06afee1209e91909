import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Attempt } from './attempt.ts';
import type { Intervals } from './problem.ts';
import type { SolveLimits } from './solve.ts';
import type { TransitionData } from './transition-data.ts';

/** A part to search, as another thread can be sent it. */
export interface ThreadTask {
	readonly intervals: Intervals;
	readonly transitions: TransitionData;
	readonly initialState: number;
}

export interface ThreadRequest {
	readonly task: ThreadTask;
	readonly budget: number;
	/** Milliseconds since 1970, as the fraction of one that `performance` knows. */
	readonly deadline: number;
	readonly memoryBytes: number;
}

/** Threads that make attempts. They start with the first one, and must be ended. */
export class SearchThreads {
	readonly #size: number;
	readonly #threads: Thread[] = [];

	constructor(size: number) {
		this.#size = size;
	}

	/**
	 * Makes one attempt for each task, as many at a time as there are threads, and hands out the results in the order of the
	 * tasks. Nothing where a thread failed, or was short of memory, of which each has its share.
	 */
	async attemptAll(
		tasks: readonly ThreadTask[],
		budget: number,
		limits: SolveLimits,
	): Promise<readonly (Attempt | undefined)[]> {
		const deadline = limits.deadline + performance.timeOrigin;
		const memoryBytes = Math.floor(limits.memoryBytes / this.#size);
		const results: (Attempt | undefined)[] = tasks.map(() => undefined);
		let next = 0;
		const work = async (thread: Thread) => {
			while (next < tasks.length && !thread.isOver) {
				const index = next++;
				const found = await thread.ask({ task: tasks[index] as ThreadTask, budget, deadline, memoryBytes });
				results[index] = found?.wasShortOfMemory === true ? undefined : found;
			}
		};
		await Promise.all(this.#start(Math.min(this.#size, tasks.length)).map(work));
		return results;
	}

	async end(): Promise<void> {
		await Promise.all(this.#threads.splice(0).map((thread) => thread.end()));
	}

	#start(count: number): readonly Thread[] {
		const file = threadFile();
		while (file !== undefined && this.#threads.length < count) this.#threads.push(new Thread(file));
		return this.#threads;
	}
}

class Thread {
	readonly #worker: Worker;
	#resolve: ((attempt: Attempt | undefined) => void) | undefined;
	isOver = false;

	constructor(file: URL) {
		this.#worker = file.pathname.endsWith('.ts') ? new Worker(loadSource(file), { eval: true }) : new Worker(file);
		this.#worker.on('message', (attempt: Attempt) => this.#resolve?.(attempt));
		this.#worker.on('error', () => this.#fail());
		this.#worker.on('exit', () => this.#fail());
	}

	/** Nothing if the thread ended instead. */
	ask(request: ThreadRequest): Promise<Attempt | undefined> {
		return new Promise((resolve) => {
			this.#resolve = resolve;
			if (this.isOver) resolve(undefined);
			else this.#worker.postMessage(request);
		});
	}

	async end(): Promise<void> {
		this.isOver = true;
		await this.#worker.terminate();
	}

	#fail(): void {
		this.isOver = true;
		this.#resolve?.(undefined);
	}
}

/** In a checkout the module is TypeScript, and its thread has to learn that first. */
function loadSource(file: URL): string {
	return `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(file.href)}); })`;
}

/**
 * The module of a thread: beside this one in the sources and in the library; beside the program, or above its chunks, where
 * it has been bundled. Nothing where somebody has bundled the library without it.
 */
function threadFile(): URL | undefined {
	const name = `search-thread${extname(new URL(import.meta.url).pathname)}`;
	return ['./', '../'].map((folder) => new URL(`${folder}${name}`, import.meta.url)).find((file) => existsSync(file));
}
