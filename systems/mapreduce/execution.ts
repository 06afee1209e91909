import type { JsonValue } from '../../harness/model/index.ts';
import { lineOf, splitOf } from './corpus.ts';
import { type Job, type JobSpecification, lineFor } from './jobs.ts';
import type { Group, Pair } from './messages.ts';

/** Which partition of a job's output a key belongs to. */
export type Partitioner = (key: string) => number;

/**
 * A map task: reads its split, calls the user's map function for each line, and puts what it emits into as many parts as
 * there are reduce tasks (section 3.1, 3 and 4). Each part has a key once, with all its values.
 */
export function mapSplit(
	{ map, combine }: Job,
	specification: JobSpecification,
	split: number,
	partitionOf: Partitioner,
): readonly (readonly Group[])[] {
	const { splits, partitions } = specification;
	const values = new Map<string, JsonValue[]>();
	const { first, end } = splitOf(specification, splits, split);
	for (let number = first; number < end; number++) {
		map(lineFor(specification, number, lineOf(specification, number)), (key, value) => {
			const known = values.get(key);
			if (known === undefined) values.set(key, [value]);
			else known.push(value);
		});
	}
	const parts: Group[][] = Array.from({ length: partitions }, () => []);
	for (const [key, all] of values) parts[partitionOf(key)]?.push([key, combine?.(key, all) ?? all]);
	return parts;
}

/**
 * A reduce task: sorts by key "so that all occurrences of the same key are grouped together", and calls the user's reduce
 * function for each (section 3.1, 5 and 6).
 */
export function reduceGroups({ reduce }: Job, inputs: readonly (readonly Group[] | null)[]): readonly Pair[] {
	const values = new Map<string, JsonValue[]>();
	for (const groups of inputs) {
		for (const [key, more] of groups ?? []) values.set(key, [...(values.get(key) ?? []), ...more]);
	}
	const keys = [...values.keys()].sort();
	return keys.map((key) => [key, reduce(key, values.get(key) ?? [])] as const);
}
