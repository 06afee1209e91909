import { fromFunction, limit, once, phases } from '../../harness/generator/index.ts';
import type { Generator, Invocation, JsonValue, Random, Workload } from '../../harness/model/index.ts';
import type { JobKind, JobSpecification } from './jobs.ts';

const kinds: readonly JobKind[] = ['word-count', 'inverted-index', 'sort'];
/** So many of the jobs that were there first are read once more in the end. */
const lastReads = 40;

/** Many small jobs, several at a time, and questions in between what is visible of the last ones. */
export const small: Workload = {
	name: 'small',
	description: 'Word counts, inverted indices and sorts of a few kilobytes, and reads of what is visible meanwhile',
	operations: () => smallJobs(0),
	finalOperations: () => settleAndRead(lastReads),
	checkers: [
		{ checker: 'mapreduce' },
		{ checker: 'progress' },
		{ checker: 'cost', options: { messagesPerOperationMax: 60, messagesPerSecondMax: 400 } },
		{ checker: 'statistics' },
	],
};

/** One job of each kind, over some megabytes. */
export const big: Workload = {
	name: 'big',
	description: 'A word count, an inverted index and a sort of about four megabytes each',
	operations: () => bigJobs(),
	finalOperations: () => settleAndRead(kinds.length),
	checkers: [{ checker: 'mapreduce' }, { checker: 'statistics' }],
};

export const workloads: readonly Workload[] = [small, big];

/** `submitted` jobs are there. */
function smallJobs(submitted: number): Generator {
	const self: Generator = {
		next(context) {
			if (context.freeProcesses.length === 0) return { type: 'pending', rest: self };
			const { random, time } = context;
			const process = random.pick(context.freeProcesses);
			const isNew = submitted === 0 || random.chance(0.4);
			const invocation = isNew ? run(smallJob(submitted)) : read(submitted - 1 - skewed(random, submitted));
			return {
				type: 'operation',
				operation: { process, time, invocation },
				rest: smallJobs(isNew ? submitted + 1 : submitted),
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
function smallJob(number: number): JobSpecification {
	return {
		job: `j${number}`,
		kind: kinds[number % kinds.length] as JobKind,
		seed: number,
		lines: 15 + ((number * 7) % 40),
		splits: 4 + (number % 5),
		partitions: 2 + (number % 3),
	};
}

/** One after the other, each waited for. */
function bigJobs(): Generator {
	return phases(...kinds.map((_, number) => once(run(bigJob(number)))));
}

function bigJob(number: number): JobSpecification {
	const kind = kinds[number] as JobKind;
	return { job: `j${number}`, kind, seed: number, lines: 100_000, splits: 20, partitions: 5 };
}

function settleAndRead(jobs: number): Generator {
	return phases(
		once({ f: 'settle', value: null }),
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
