import { describe, expect, it } from 'vitest';
import { mapReduceOf } from '../../checkers/index.ts';
import { run } from '../../run.ts';
import { ownMapReduce } from './index.ts';
import type { Jobs } from './jobs.ts';

/** The longest word that begins with each letter; of those that are equally long the first. */
const longestWords: Jobs = {
	'longest-words': {
		map({ text }, emit) {
			for (const word of text.split(' ')) emit(word.charAt(0), word);
		},
		reduce: (_, words) =>
			[...(words as readonly string[])].sort((a, b) => b.length - a.length || (a < b ? -1 : 1))[0] ?? '',
	},
};

/** What a user gets wrong: the result depends on the order of the values, which is not defined. */
const firstWords: Jobs = {
	'first-words': {
		map({ number, text }, emit) {
			for (const word of text.split(' ')) emit(word.charAt(0), `${word}${number}`);
		},
		reduce: (_, words) => words[0] ?? '',
		partition: (key, partitions) => key.charCodeAt(0) % partitions,
		combine: (_, words) => [words.at(-1) ?? ''],
	},
};

async function judge(name: string, jobs: Jobs) {
	const { verdict } = await run({
		system: ownMapReduce({ name, jobs, checker: `${name}-output` }),
		checkers: [mapReduceOf(`${name}-output`, jobs)],
		nemeses: ['crash'],
		timeMs: 10_000,
		seed: '3',
	});
	return verdict;
}

describe('MapReduce with functions of a user', () => {
	it('gives what a sequential execution of them gives, though nodes are killed', async () => {
		const verdict = await judge('longest-words', longestWords);
		expect(verdict.valid).toBe(true);
		expect(verdict.checkers['longest-words-output']?.statistics?.['finished']).toBeGreaterThan(3);
	});

	it('is accused where the functions are none, and the result is not that of a sequential execution', async () => {
		const verdict = await judge('first-words', firstWords);
		expect(verdict.valid).toBe(false);
		expect(verdict.checkers['first-words-output']?.anomalies[0]?.type).toBe('wrong-value');
	});

	it('refuses a job that nobody has written', async () => {
		const system = ownMapReduce({ name: 'nothing-written', jobs: {}, checker: 'output' });
		const words = ownMapReduce({ name: 'words', jobs: longestWords, checker: 'output' });
		const { history } = await run({
			system: { ...system, workloads: words.workloads },
			checkers: [mapReduceOf('output', longestWords)],
			nemeses: [],
			timeMs: 2000,
			seed: '1',
		});
		const runs = [...history.operations()].filter(({ f }) => f === 'run');
		expect(runs.length).toBeGreaterThan(0);
		for (const { type, error } of runs) {
			expect(type).toBe('fail');
			expect(error).toContain('got `longest-words`');
		}
	});
});
