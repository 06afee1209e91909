import type { Checker, CheckerInput } from '../../harness/model/index.ts';
import { gather } from './evidence.ts';
import { builtInJobs, type SequentialJobs } from './reference.ts';
import { brokenRules } from './rules.ts';

/**
 * A checker of MapReduce's output: with deterministic map and reduce functions a run gives the same output as a sequential
 * execution without faults (Dean and Ghemawat, *MapReduce*, 2004, section 3.3). It makes that execution itself.
 *
 * It reads operations `run` (its value is the job's specification, its result the whole output), `read` (`{ job }`, with
 * what is visible of the output at the time) and `settle` (after everything was healed; its result is
 * `{ unfinished: [job, …] }`). An output is `{ job, state: 'running' | 'done', files: [{ partition, attempt, records }] }`.
 *
 * - Against the sequential execution: `lost-key`, `doubled-key`, `split-key` (in two partitions), `wrong-value`, `unsorted`;
 * - from one reading to the next: `partial-output-visible`, `two-committed-attempts`, `changed-output`;
 * - in the end: `job-not-finished`.
 */
export function mapReduceOf(name: string, jobs: SequentialJobs): Checker {
	return {
		name,
		description:
			'the output of every job is that of a sequential execution, is whole when it is visible, and comes in the end',
		async check(input) {
			const started = performance.now();
			return { ...judge(input, jobs), millis: performance.now() - started };
		},
	};
}

/** For the jobs that are built in. */
export const mapReduce: Checker = mapReduceOf('mapreduce', builtInJobs);

function judge(input: CheckerInput, jobs: SequentialJobs) {
	const evidence = gather(input);
	const { specifications, readings } = evidence;
	const anomalies = brokenRules(evidence, jobs);
	const all = [...readings.values()].flat();
	const statistics = {
		jobs: specifications.size,
		finished: [...readings.values()].filter((seen) => seen.some(({ isDone }) => isDone)).length,
		readings: all.length,
		readWhileRunning: all.filter(({ isDone }) => !isDone).length,
	};
	if (anomalies.length > 0) return { valid: false as const, anomalies, statistics };
	if (statistics.finished > 0) return { valid: true as const, anomalies, statistics };
	return { valid: 'unknown' as const, anomalies, statistics, reason: 'no output of a finished job was read' };
}
