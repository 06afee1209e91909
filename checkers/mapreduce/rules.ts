import type { Anomaly, JsonValue, Operation } from '../../harness/model/index.ts';
import type { Evidence, OutputFile, Reading } from './evidence.ts';
import {
	executeSequentially,
	type Output,
	type SequentialJob,
	type SequentialJobs,
	type Specification,
} from './reference.ts';

/** One anomaly of a kind for each job at most, and so many in all. */
const anomaliesMax = 20;
/** So many keys are named. */
const keysNamed = 3;

/** How the output of the jobs differs from that of a sequential execution, and how it should never have looked. */
export function brokenRules({ specifications, readings, settled }: Evidence, jobs: SequentialJobs): readonly Anomaly[] {
	const anomalies: Anomaly[] = [];
	for (const [job, seen] of readings) {
		const specification = specifications.get(job);
		anomalies.push(...changes(seen));
		if (specification !== undefined) anomalies.push(...wrongOutput(specification, jobOf(specification, jobs), seen));
	}
	anomalies.push(...unfinished(settled));
	return anomalies.slice(0, anomaliesMax);
}

function jobOf({ job, kind }: Specification, jobs: SequentialJobs): SequentialJob {
	const known = Object.hasOwn(jobs, kind) ? jobs[kind] : undefined;
	if (known !== undefined) return known;
	throw new TypeError(`Expected ${job} to be of a kind ${Object.keys(jobs).join(', ')}, got \`${kind}\``);
}

/** A file that is visible is whole, and stays as it is. */
function changes(readings: readonly Reading[]): readonly Anomaly[] {
	const first = new Map<number, { readonly file: OutputFile; readonly reading: Reading }>();
	for (const reading of readings) {
		for (const file of reading.files) {
			const before = first.get(file.partition);
			if (before === undefined) {
				first.set(file.partition, { file, reading });
				continue;
			}
			const found = change(before.file, before.reading, file, reading);
			if (found !== undefined) return [found];
		}
	}
	return [];
}

function change(before: OutputFile, then: Reading, after: OutputFile, now: Reading): Anomaly | undefined {
	const where = `Partition ${after.partition} of ${now.job}`;
	const operations = [...new Set([then.operation, now.operation])].sort((a, b) => a - b);
	if (before.attempt !== after.attempt) {
		return {
			type: 'two-committed-attempts',
			message: `${where} is the output of attempt ${before.attempt}, and also that of attempt ${after.attempt}: only one attempt at a task may be committed.`,
			operations,
			details: { job: now.job, partition: after.partition, attempts: [before.attempt, after.attempt] },
		};
	}
	if (isEqual(before.records, after.records)) return undefined;
	const grew = after.records.length > before.records.length;
	return {
		type: grew ? 'partial-output-visible' : 'changed-output',
		message: grew
			? `${where} was seen with ${before.records.length} records, and later with ${after.records.length}: a file must not be visible before it is whole.`
			: `${where} was seen with ${before.records.length} records, and later with ${after.records.length} and others: a file that is visible must not change.`,
		operations,
		details: { job: now.job, partition: after.partition, before: before.records.length, after: after.records.length },
	};
}

/** Of the first reading that is not right: later ones tell the same. */
function wrongOutput(
	specification: Specification,
	job: SequentialJob,
	readings: readonly Reading[],
): readonly Anomaly[] {
	const expected = executeSequentially(job, specification);
	const isOrdered = job.isOrdered === true;
	for (const reading of readings) {
		const found = [...wrongRecords(specification, expected, isOrdered, reading)];
		if (found.length > 0) return found;
	}
	return [];
}

function* wrongRecords(
	{ job, kind }: Specification,
	expected: Output,
	isOrdered: boolean,
	reading: Reading,
): Iterable<Anomaly> {
	const anomaly = (type: string, keys: readonly string[], message: string): Anomaly => ({
		type,
		message: `${job} (${kind}): ${message}.`,
		operations: [reading.operation],
		details: { job, keys: keys.slice(0, keysNamed), count: keys.length },
	});
	const partitions = new Map<string, number[]>();
	const values = new Map<string, JsonValue>();
	for (const { partition, records } of reading.files) {
		for (const [key, value] of records) {
			partitions.set(key, [...(partitions.get(key) ?? []), partition]);
			values.set(key, value);
		}
	}
	const keys = [...partitions.keys()];
	const lost = reading.isDone ? [...expected.keys()].filter((key) => !partitions.has(key)) : [];
	if (lost.length > 0) yield anomaly('lost-key', lost, `${named(lost)} ${areOrIs(lost)} missing from the output`);
	const split = keys.filter((key) => new Set(partitions.get(key)).size > 1);
	if (split.length > 0) yield anomaly('split-key', split, `${named(split)} ${areOrIs(split)} in several partitions`);
	const doubled = keys.filter((key) => (partitions.get(key)?.length ?? 0) > new Set(partitions.get(key)).size);
	if (doubled.length > 0) yield anomaly('doubled-key', doubled, `${named(doubled)} ${areOrIs(doubled)} there twice`);
	const wrong = keys.filter((key) => !split.includes(key) && !isEqual(values.get(key), expected.get(key)));
	const [first] = wrong;
	if (first !== undefined) {
		const right = expected.has(first) ? JSON.stringify(expected.get(first)) : 'nothing';
		const message = `${named(wrong)} ${wrong.length > 1 ? 'have' : 'has'} a wrong value: ${JSON.stringify(first)} has ${JSON.stringify(values.get(first))}, and a sequential execution gives ${right}`;
		yield anomaly('wrong-value', wrong, message);
	}
	const disorder = outOfOrder(isOrdered, reading.files);
	if (disorder !== undefined) yield anomaly('unsorted', disorder, `${disorder[1]} comes after ${disorder[0]}`);
}

/** Two keys that follow each other and should not: within a file, or also from one file to the next. */
function outOfOrder(isOrdered: boolean, files: readonly OutputFile[]): readonly string[] | undefined {
	const inOrder = [...files].sort((a, b) => a.partition - b.partition);
	let last: string | undefined;
	for (const { records } of inOrder) {
		if (!isOrdered) last = undefined;
		for (const [key] of records) {
			if (last !== undefined && key < last) return [last, key];
			last = key;
		}
	}
	return undefined;
}

/** When nothing is broken any more, every job comes to its end. */
function unfinished(settled: readonly Operation[]): readonly Anomaly[] {
	const [first] = settled;
	const last = settled.at(-1);
	if (first === undefined || last === undefined) return [];
	const { unfinished: jobs = null } = (last.output ?? {}) as { readonly unfinished?: readonly string[] | null };
	if (last.type === 'ok' && jobs?.length === 0) return [];
	const waited = ((last.completedAt - first.invokedAt) / 1e9).toFixed(1);
	const message =
		last.type === 'ok' && jobs !== null
			? `${named(jobs)} ${areOrIs(jobs)} not finished, ${waited} s and more after everything was healed.`
			: `Nobody could say within ${waited} s whether all jobs are finished, though everything was healed.`;
	return [{ type: 'job-not-finished', message, operations: [last.invoked], details: { jobs: [...(jobs ?? [])] } }];
}

function named(keys: readonly string[]): string {
	const first = keys.slice(0, keysNamed).map((key) => JSON.stringify(key));
	return keys.length <= keysNamed ? first.join(', ') : `${first.join(', ')} and ${keys.length - keysNamed} more`;
}

function areOrIs(keys: readonly unknown[]): string {
	return keys.length > 1 ? 'are' : 'is';
}

function isEqual(a: unknown, b: unknown): boolean {
	return a === b || JSON.stringify(a) === JSON.stringify(b);
}
