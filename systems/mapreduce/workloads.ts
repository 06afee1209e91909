import { fromFunction, limit, once, phases } from '../../harness/generator/index.ts';
import type { Generator, Invocation, JsonValue, Random, Workload } from '../../harness/model/index.ts';
import type { JobSpecification } from './jobs.ts';

/** So many of the jobs that were there first are read once more in the end. */
const lastReads = 40;

/**
 * A question whether everything is finished waits as long as an operation may take. That is ample for a small job; a
 * big one may only have begun when everything is healed, so that it is asked this often before a job counts as stuck.
 */
const settlesOfBigJobs = 5;

/** For jobs of these kinds, whose output this checker judges. */
export function workloadsOf(kinds: readonly string[], checker: string): readonly Workload[] {
	return [small(kinds, checker), big(kinds, checker)];
}

/** Many small jobs, several at a time, and questions in between what is visible of the last ones. */
function small(kinds: readonly string[], checker: string): Workload {
	return {
		name: 'small',
		description: `Jobs over a few kilobytes (${kinds.join(', ')}), and reads of what is visible meanwhile`,
		operations: () => smallJobs(kinds, 0),
		finalOperations: () => settleAndRead(1, lastReads),
		checkers: [
			{ checker },
			{ checker: 'progress' },
			// Generous: after the healing the cluster also works off the jobs that piled up before it.
			{ checker: 'cost', options: { messagesPerOperationMax: 150, messagesPerSecondMax: 1000 } },
			{ checker: 'statistics' },
		],
	};
}

/** One job of each kind, over some megabytes. */
function big(kinds: readonly string[], checker: string): Workload {
	return {
		name: 'big',
		description: `One job of each kind (${kinds.join(', ')}) over about four megabytes`,
		operations: () => phases(...kinds.map((kind, number) => once(run(bigJob(kind, number))))),
		finalOperations: () => settleAndRead(settlesOfBigJobs, kinds.length),
		checkers: [{ checker }, { checker: 'statistics' }],
	};
}

/** `submitted` jobs are there. */
function smallJobs(kinds: readonly string[], submitted: number): Generator {
	const self: Generator = {
		next(context) {
			if (context.freeProcesses.length === 0) return { type: 'pending', rest: self };
			const { random, time } = context;
			const process = random.pick(context.freeProcesses);
			const isNew = submitted === 0 || random.chance(0.4);
			const invocation = isNew ? run(smallJob(kinds, submitted)) : read(submitted - 1 - skewed(random, submitted));
			return {
				type: 'operation',
				operation: { process, time, invocation },
				rest: smallJobs(kinds, isNew ? submitted + 1 : submitted),
			};
		},
		update: () => self,
	};
	return self;
}

/** Mostly one of the last few jobs: these are going on. */
function skewed(random: Random, count: number): number {
	return random.integer(0, Math.min(count, 4) - 1);
}

/** The same for the same number, so that everybody knows what it is. */
function smallJob(kinds: readonly string[], number: number): JobSpecification {
	return {
		job: `j${number}`,
		kind: kinds[number % kinds.length] as string,
		seed: number,
		lines: 15 + ((number * 7) % 40),
		splits: 4 + (number % 5),
		partitions: 2 + (number % 3),
	};
}

function bigJob(kind: string, number: number): JobSpecification {
	return { job: `j${number}`, kind, seed: number, lines: 100_000, splits: 20, partitions: 5 };
}

function settleAndRead(settles: number, jobs: number): Generator {
	const settle = once({ f: 'settle', value: null });
	return phases(
		...Array.from({ length: settles }, () => settle),
		limit(
			jobs,
			fromFunction((_, index) => read(index)),
		),
	);
}

function run(specification: JobSpecification): Invocation {
	return { f: 'run', value: specification as unknown as JsonValue };
}

function read(number: number): Invocation {
	return { f: 'read', value: { job: `j${number}` } };
}
