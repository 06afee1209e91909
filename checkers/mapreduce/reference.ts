import type { JsonValue } from '../../harness/model/index.ts';
import { documentOf, lineOf, type Text } from './corpus.ts';

/** A job as clients submit it. */
export interface Specification extends Text {
	readonly job: string;
	readonly kind: 'word-count' | 'inverted-index' | 'sort';
	readonly partitions: number;
}

export type Output = ReadonlyMap<string, JsonValue>;

/** What a sequential execution of the job gives, by key: one loop, without splits or partitions. */
export function executeSequentially(specification: Specification): Output {
	switch (specification.kind) {
		case 'word-count':
			return countAll(specification, (line) => line.split(' '));
		case 'sort':
			return countAll(specification, (line) => [line]);
		case 'inverted-index':
			return index(specification);
	}
}

function countAll(text: Text, keysOf: (line: string) => readonly string[]): Output {
	const counts = new Map<string, number>();
	for (let number = 0; number < text.lines; number++) {
		for (const key of keysOf(lineOf(text, number))) counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return counts;
}

function index(text: Text): Output {
	const documents = new Map<string, Set<number>>();
	for (let number = 0; number < text.lines; number++) {
		for (const word of lineOf(text, number).split(' ')) {
			const found = documents.get(word) ?? new Set();
			documents.set(word, found.add(documentOf(text, number)));
		}
	}
	return new Map([...documents].map(([word, found]) => [word, [...found].sort((a, b) => a - b)]));
}
