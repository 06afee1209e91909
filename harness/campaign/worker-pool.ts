import { Piscina } from 'piscina';
import type { CampaignRun, PlannedRun } from '../model/index.ts';
import { failedRun } from './run-once.ts';

/** What a campaign's worker is asked to do: one simulated run. */
export interface WorkerTask {
	readonly planned: PlannedRun;
	/** Where the folder of a run that is not valid goes. */
	readonly out: string;
	/** The user's config, whose systems the worker must know too. */
	readonly configFile: string | null;
}

export interface WorkerPool {
	/** Rejects only when the signal aborts: whatever else ends a thread is the result of its run. */
	run(task: WorkerTask, signal: AbortSignal): Promise<CampaignRun>;
	/** Another task of the worker's: the function that it exports under this name. Rejects with whatever that throws. */
	call<Result>(name: string, task: object, signal: AbortSignal): Promise<Result>;
	close(): Promise<void>;
}

/**
 * Simulated runs in threads, one a core. An aborted run's thread is ended, and so is that of a run that takes longer than
 * `runTimeoutMs` of real time: a system that computes for ever would keep it for ever.
 *
 * @param file the worker's module: `bin/campaign-worker`
 */
export function createWorkerPool(file: string, jobs: number, runTimeoutMs: number): WorkerPool {
	const pool = new Piscina({
		filename: file,
		minThreads: 1,
		maxThreads: jobs,
		idleTimeout: 10_000,
		// A simulation leaves millions of short-lived objects behind: with room for them, collecting them costs half.
		resourceLimits: { maxYoungGenerationSizeMb: 192 },
	});
	return {
		async run(task, signal) {
			const startedAt = performance.now();
			using limit = limitOf(runTimeoutMs, signal);
			try {
				return await (pool.run(task, { signal: limit.signal }) as Promise<CampaignRun>);
			} catch (error) {
				if (signal.aborted) throw error;
				const reason = limit.signal.aborted ? tookTooLong(runTimeoutMs) : endedThread(error);
				return failedRun(task.planned, reason, Math.round(performance.now() - startedAt));
			}
		},
		async call(name, task, signal) {
			using limit = limitOf(runTimeoutMs, signal);
			try {
				return await pool.run(task, { name, signal: limit.signal });
			} catch (error) {
				throw limit.signal.aborted && !signal.aborted ? tookTooLong(runTimeoutMs) : error;
			}
		},
		close: () => pool.destroy(),
	};
}

interface Limit extends Disposable {
	/** Aborts when the time is over, and when the campaign is interrupted. */
	readonly signal: AbortSignal;
}

/** `AbortSignal.any` would do, but leaves something behind in a signal that outlives it, as a campaign's does. */
function limitOf(timeoutMs: number, signal: AbortSignal): Limit {
	const controller = new AbortController();
	const abort = (): void => controller.abort(signal.reason);
	const timer = setTimeout(abort, timeoutMs);
	if (signal.aborted) abort();
	else signal.addEventListener('abort', abort);
	return {
		signal: controller.signal,
		[Symbol.dispose]() {
			clearTimeout(timer);
			signal.removeEventListener('abort', abort);
		},
	};
}

function tookTooLong(runTimeoutMs: number): Error {
	return new Error(
		`The run did not end within ${runTimeoutMs / 1000} s of real time. Does the system compute for ever? Give it more with --run-timeout`,
	);
}

function endedThread(error: unknown): Error {
	const { code, message } = error as NodeJS.ErrnoException;
	if (code !== 'ERR_WORKER_OUT_OF_MEMORY') return new Error(`The run's thread ended: ${message}`);
	return new Error(
		'The run needed more memory than its thread may have: a shorter --time or a lower --rate needs less',
	);
}
