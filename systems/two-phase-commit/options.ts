import { defaultExecutorOptions, type ExecutorOptions } from '../transactions/executor.ts';

/** Durations in milliseconds of the node's own clock. */
export interface CommitOptions extends ExecutorOptions {
	/** A vote that has not come by then counts as No. */
	readonly voteTimeoutMs: number;
	/** How often what was not answered is sent again. */
	readonly resendMs: number;
	/** How long a participant that has voted Yes waits for the decision before it asks for it, and how often. */
	readonly inquireMs: number;
}

export const defaultOptions: CommitOptions = {
	...defaultExecutorOptions,
	voteTimeoutMs: 400,
	resendMs: 100,
	inquireMs: 200,
};
