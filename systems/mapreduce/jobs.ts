import type { JsonValue } from '../../harness/model/index.ts';
import { type Corpus, documentOf } from './corpus.ts';

/**
 * What a user writes: two functions, and how keys are spread (section 2). They must be functions indeed, with the same result
 * whenever and wherever they are called: tasks are done again (section 3.3, "Semantics in the presence of failures").
 */
export interface Job {
	/** Called for each line of the text. */
	map(line: Line, emit: (key: string, value: JsonValue) => void): void;
	/** All values of a key, from all over the text, in no order. */
	reduce(key: string, values: readonly JsonValue[]): JsonValue;
	/** Makes few values of those that one map task has emitted under a key (section 4.3). */
	combine?(key: string, values: readonly JsonValue[]): readonly JsonValue[];
	/** Which of so many partitions a key is in; by a hash unless given (section 4.1). */
	partition?(key: string, partitions: number): number;
}

export interface Line {
	readonly number: number;
	readonly document: number;
	readonly text: string;
}

const sum = (values: readonly JsonValue[]): number => (values as readonly number[]).reduce((a, b) => a + b, 0);
const ascending = (a: number, b: number): number => a - b;
const unique = (values: readonly JsonValue[]): readonly number[] =>
	[...new Set(values as readonly number[])].sort(ascending);

/** How often each word occurs. */
const wordCount: Job = {
	map({ text }, emit) {
		for (const word of text.split(' ')) emit(word, 1);
	},
	reduce: (_, counts) => sum(counts),
	combine: (_, counts) => [sum(counts)],
};

/** The documents in which each word occurs, in order. */
const invertedIndex: Job = {
	map({ document, text }, emit) {
		for (const word of text.split(' ')) emit(word, document);
	},
	reduce: (_, found) => unique(found),
	combine: (_, found) => unique(found),
};

/** All lines in order, each with how often it occurs: the partitions one after the other are sorted as a whole. */
const sort: Job = {
	map({ text }, emit) {
		emit(text, 1);
	},
	reduce: (_, counts) => sum(counts),
	/** Ranges of first letters, which are about as frequent as each other. */
	partition: (key, partitions) => Math.floor(((key.charCodeAt(0) - 97) * partitions) / 26),
};

/** What users have written, by the name under which it is submitted. */
export type Jobs = { readonly [kind: string]: Job };

export const builtInJobs: Jobs = { 'word-count': wordCount, 'inverted-index': invertedIndex, sort };

/** A job as it is submitted. */
export interface JobSpecification extends Corpus {
	/** Its name: submitting it again changes nothing. */
	readonly job: string;
	/** Which of the `Jobs`. */
	readonly kind: string;
	/** M, the number of map tasks. */
	readonly splits: number;
	/** R, the number of reduce tasks and of output files. */
	readonly partitions: number;
}

export function lineFor(corpus: Corpus, number: number, text: string): Line {
	return { number, document: documentOf(corpus, number), text };
}

/** The user's own choice, or the hash's. */
export function partitionOf(job: Job, key: string, partitions: number): number {
	return job.partition?.(key, partitions) ?? hashPartition(key, partitions);
}

/** `hash(key) mod R` (FNV-1a). */
export function hashPartition(key: string, partitions: number): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
	return (hash >>> 0) % partitions;
}
