import { Piscina } from 'piscina';
import type { CampaignRun, TestOptions } from '../model/index.ts';

/** What a campaign's worker is asked to do: one simulated run. */
export interface WorkerTask {
	readonly options: TestOptions;
	/** Where the folder of a run that is not valid goes. */
	readonly out: string;
	/** The user's config, whose systems the worker must know too. */
	readonly configFile: string | null;
}

export interface WorkerPool {
	run(task: WorkerTask, signal?: AbortSignal): Promise<CampaignRun>;
	close(): Promise<void>;
}

/**
 * Simulated runs in threads, one a core. An aborted run's thread is ended.
 *
 * @param file the worker's module: `bin/campaign-worker`
 */
export function createWorkerPool(file: string, jobs: number): WorkerPool {
	const pool = new Piscina({
		filename: file,
		minThreads: 1,
		maxThreads: jobs,
		idleTimeout: 10_000,
		// A simulation leaves millions of short-lived objects behind: with room for them, collecting them costs half.
		resourceLimits: { maxYoungGenerationSizeMb: 192 },
	});
	return {
		run: (task, signal) => pool.run(task, signal === undefined ? {} : { signal }) as Promise<CampaignRun>,
		close: () => pool.destroy(),
	};
}
