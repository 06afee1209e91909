import type { RunEnvironment } from '../controller/run-test.ts';
import type { CampaignRun, PlannedRun } from '../model/index.ts';
import { createRuntime } from '../runtimes/index.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import type { RuntimeName } from './plan.ts';
import { runOnce } from './run-once.ts';
import { createWorkerPool } from './worker-pool.ts';

export interface ExecutorOptions extends Omit<RunEnvironment, 'runtime' | 'onFolder'> {
	readonly out: string;
	readonly signal: AbortSignal;
	/** The module that runs one simulation in a thread: `bin/campaign-worker`. */
	readonly workerFile: string;
	/** The user's config, whose systems the workers must know too. */
	readonly configFile: string | null;
	/** Simulations at a time. */
	readonly jobs: number;
	readonly runTimeoutMs: number;
}

/** Whatever executes the runs of a campaign. */
export interface Executor {
	run(planned: PlannedRun): Promise<CampaignRun>;
	close(): Promise<void>;
}

/** Simulations compute, and go to threads; the other runtimes wait most of the time, and run here. */
export function createExecutor(runtime: RuntimeName, options: ExecutorOptions): Executor {
	const { workerFile, configFile, jobs, runTimeoutMs, ...environment } = options;
	const { out, signal } = environment;
	if (runtime === 'sim') {
		const pool = createWorkerPool(workerFile, jobs, runTimeoutMs);
		return { run: (planned) => pool.run({ planned, out, configFile }, signal), close: () => pool.close() };
	}
	const runtimes = new Map<string | undefined, Runtime>();
	return {
		run(planned) {
			const { image } = planned.options;
			const there = runtimes.get(image) ?? createRuntime(planned.options);
			runtimes.set(image, there);
			return runOnce(planned, { ...environment, runtime: there });
		},
		close: async () => {},
	};
}
