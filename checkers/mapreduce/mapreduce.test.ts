import { describe, expect, it } from 'vitest';
import { History, type JsonValue } from '../../harness/model/index.ts';
import * as system from '../../systems/mapreduce/corpus.ts';
import * as corpus from './corpus.ts';
import { mapReduce } from './index.ts';
import { builtInJobs, executeSequentially, type SequentialJob, type Specification } from './reference.ts';

const specification: Specification = { job: 'j', kind: 'word-count', seed: 3, lines: 12, partitions: 2 };
const sort: Specification = { ...specification, kind: 'sort' };

type Records = readonly (readonly [string, JsonValue])[];
interface File {
	readonly partition: number;
	readonly attempt?: string;
	readonly records: Records;
}

const execute = (of: Specification) => executeSequentially(builtInJobs[of.kind] as SequentialJob, of);
const sorted = (records: Records): Records => [...records].sort(([a], [b]) => (a < b ? -1 : 1));
/** All records of a sequential execution, in order. */
const records = (of = specification): Records => sorted([...execute(of)]);
/** The right output: every other key in a partition; for a sort one half after the other. */
function files(of = specification): readonly File[] {
	const all = records(of);
	const isFirst = (i: number) => (of.kind === 'sort' ? i < all.length / 2 : i % 2 === 0);
	return [
		{ partition: 0, records: all.filter((_, i) => isFirst(i)) },
		{ partition: 1, records: all.filter((_, i) => !isFirst(i)) },
	];
}

/** A history: one operation after the other. */
class Story {
	readonly history = new History();
	#time = 0;

	run(of: Specification, output: readonly File[]): this {
		return this.#operation('run', of as unknown as JsonValue, this.#output(of.job, 'done', output));
	}

	read(output: readonly File[], state: 'running' | 'done' = 'done'): this {
		return this.#operation('read', { job: 'j' }, this.#output('j', state, output));
	}

	settle(...unfinished: readonly string[]): this {
		return this.#operation('settle', null, { unfinished });
	}

	unsettled(): this {
		return this.#operation('settle', null, null, 'info');
	}

	#output(job: string, state: string, output: readonly File[]): JsonValue {
		const told = output.map(({ partition, attempt = `a${partition}`, records }) => ({ partition, attempt, records }));
		return { job, state, files: told } as unknown as JsonValue;
	}

	#operation(f: string, input: JsonValue, value: JsonValue, type: 'ok' | 'info' = 'ok'): this {
		this.history.append({ process: 0, f, value: input, type: 'invoke', time: this.#time++ });
		this.history.append({ process: 0, f, value, type, time: this.#time++ });
		return this;
	}
}

const check = ({ history }: Story) => mapReduce.check({ history, faults: [] }, { timeLimitMs: 1000 });
const typesOf = async (story: Story) => (await check(story)).anomalies.map(({ type }) => type);

/** The right files, with one of them changed. */
function changed(change: (records: Records) => Records, of = specification): readonly File[] {
	const [first, second] = files(of) as [File, File];
	return [{ ...first, records: change(first.records) }, second];
}

const miscounted = (all: Records): Records => all.map(([key, value], i) => [key, i === 0 ? Number(value) + 1 : value]);

describe('mapreduce', () => {
	it.each(['word-count', 'inverted-index', 'sort'] as const)('accepts the output of a sequential %s', async (kind) => {
		const of = { ...specification, kind };
		const story = new Story().run(of, files(of)).read(files(of).slice(0, 1), 'running').read(files(of)).settle();
		expect(await check(story)).toMatchObject({
			valid: true,
			anomalies: [],
			statistics: { jobs: 1, finished: 1, readings: 3, readWhileRunning: 1 },
		});
	});

	it.each<[string, Story, readonly string[]]>([
		[
			'a key that is missing',
			new Story().run(
				specification,
				changed((all) => all.slice(1)),
			),
			['lost-key'],
		],
		['a file that is missing', new Story().run(specification, files().slice(1)), ['lost-key']],
		[
			'a key that is there twice',
			new Story().run(
				specification,
				changed((all) => [all[0] as Records[0], ...all]),
			),
			['doubled-key'],
		],
		['a wrong value', new Story().run(specification, changed(miscounted)), ['wrong-value']],
		[
			'a key of its own invention',
			new Story().run(
				specification,
				changed((all) => [...all, ['zzz', 1]]),
			),
			['wrong-value'],
		],
		[
			'a key in two partitions',
			new Story().run(
				specification,
				changed((all) => sorted([...all, records()[1] as Records[0]])),
			),
			['split-key'],
		],
		[
			'records out of order',
			new Story().run(
				specification,
				changed((all) => [...all].reverse()),
			),
			['unsorted'],
		],
		[
			'a sort whose files are in the wrong order',
			new Story().run(
				sort,
				files(sort).map(({ partition, records }) => ({ partition: 1 - partition, records })),
			),
			['unsorted'],
		],
		[
			'a file that was seen before it was whole',
			new Story()
				.run({ ...specification, job: 'other' }, files())
				.read(changed((all) => all.slice(0, 1)).slice(0, 1), 'running')
				.run(specification, files()),
			['partial-output-visible'],
		],
		[
			'a file that changed',
			new Story().run(specification, files()).read(changed(miscounted), 'running'),
			['changed-output', 'wrong-value'],
		],
		[
			'a file of another attempt',
			new Story().run(specification, files()).read(files().map((file) => ({ ...file, attempt: 'late' }))),
			['two-committed-attempts'],
		],
		[
			'two files of a partition',
			new Story().run(specification, [...files(), { ...(files()[0] as File), attempt: 'backup' }]),
			['two-committed-attempts', 'doubled-key'],
		],
		['a job that does not end', new Story().run(specification, files()).settle('k'), ['job-not-finished']],
		['a cluster that does not answer', new Story().run(specification, files()).unsettled(), ['job-not-finished']],
	])('refuses %s', async (_, story, types) => {
		expect(await typesOf(story)).toEqual(types);
		expect((await check(story)).valid).toBe(false);
	});

	it('does not know when no job was finished', async () => {
		expect(await check(new Story())).toMatchObject({ valid: 'unknown' });
		expect(await check(new Story().read([], 'running'))).toMatchObject({ valid: 'unknown' });
	});

	it('refuses results of another shape', async () => {
		const story = new Story();
		story.history.append({ process: 0, f: 'read', value: null, type: 'invoke', time: 0 });
		story.history.append({ process: 0, f: 'read', value: [1], type: 'ok', time: 1 });
		await expect(check(story)).rejects.toThrow('to return { job, state, files }');
	});

	it('reads the text that the system reads, without asking it', () => {
		for (const text of [
			{ seed: 0, lines: 7 },
			{ seed: 41, lines: 90 },
			{ seed: 5, lines: 2000 },
		]) {
			for (let number = 0; number < text.lines; number++) {
				expect(corpus.lineOf(text, number)).toBe(system.lineOf(text, number));
				expect(corpus.documentOf(text, number)).toBe(system.documentOf(text, number));
			}
		}
	});

	it('executes jobs as one would by hand', () => {
		const lines = Array.from({ length: specification.lines }, (_, number) => corpus.lineOf(specification, number));
		const words = lines.flatMap((line) => line.split(' '));
		const [word] = words as [string];
		expect(execute(specification).get(word)).toBe(words.filter((one) => one === word).length);
		expect(execute(sort).get(lines[0] as string)).toBe(1);
		const documents = lines.flatMap((line, number) => (line.split(' ').includes(word) ? [number] : []));
		expect(execute({ ...specification, kind: 'inverted-index' }).get(word)).toEqual(documents);
	});
});
