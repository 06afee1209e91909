import type { JsonValue } from '../../harness/model/index.ts';
import { documentOf, lineOf, type Text } from './corpus.ts';

/** A job as clients submit it. */
export interface Specification extends Text {
	readonly job: string;
	readonly kind: string;
	readonly partitions: number;
}

/** A line of the text. */
export interface Line {
	readonly number: number;
	readonly document: number;
	readonly text: string;
}

/** What is needed to make a job's output without MapReduce: the functions that its user wrote. */
export interface SequentialJob {
	map(line: Line, emit: (key: string, value: JsonValue) => void): void;
	reduce(key: string, values: readonly JsonValue[]): JsonValue;
	/** The output files, one after the other, are in order as a whole, and not each for itself only. */
	readonly isOrdered?: boolean;
}

export type SequentialJobs = { readonly [kind: string]: SequentialJob };

export type Output = ReadonlyMap<string, JsonValue>;

/** What a sequential execution gives, by key: one loop over the text, without splits or partitions. */
export function executeSequentially({ map, reduce }: SequentialJob, text: Text): Output {
	const values = new Map<string, JsonValue[]>();
	for (let number = 0; number < text.lines; number++) {
		map({ number, document: documentOf(text, number), text: lineOf(text, number) }, (key, value) => {
			const known = values.get(key);
			if (known === undefined) values.set(key, [value]);
			else known.push(value);
		});
	}
	return new Map([...values].map(([key, all]) => [key, reduce(key, all)]));
}

/** The built-in jobs, written once more from what they are for: a checker that took the system's would believe the system. */
export const builtInJobs: SequentialJobs = {
	'word-count': {
		map: ({ text }, emit) => {
			for (const word of text.split(' ')) emit(word, word);
		},
		reduce: (_, occurrences) => occurrences.length,
	},
	'inverted-index': {
		map: ({ text, document }, emit) => {
			for (const word of new Set(text.split(' '))) emit(word, document);
		},
		reduce: (_, documents) => [...new Set(documents as readonly number[])].sort((a, b) => a - b),
	},
	sort: {
		map: ({ text }, emit) => emit(text, text),
		reduce: (_, equal) => equal.length,
		isOrdered: true,
	},
};
