import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readHistory } from '../harness/histories/index.ts';
import { findByName } from '../harness/model/index.ts';
import { registry } from '../registry.ts';

/** Histories of elle-cli that are no linearizability test, judged as `faultline check` does; they are read where they lie. */
const folder = fileURLToPath(new URL('../../shared/histories/', import.meta.url));
const isThere = existsSync(`${folder}INDEX.json`);
if (!isThere) console.warn(`Skipped: the recorded histories are not in ${folder}`);

interface Recorded {
	readonly file: string;
	readonly model: string;
	readonly valid: boolean;
}

const recorded = (isThere ? JSON.parse(readFileSync(`${folder}INDEX.json`, 'utf8')) : []) as readonly Recorded[];
/** By the first word of what the index says; `linearizability/recorded.test.ts` has the others. */
const ours = new Map([
	['list-append', 'list-append'],
	['bank', 'bank'],
	['counter', 'counter'],
	['set-full', 'set'],
]);
const linearizability = ['cas-register', 'cas-register,', 'mutex', 'kv'];
const wordOf = ({ model }: Recorded) => model.split(' ')[0] as string;

describe.skipIf(!isThere)('recorded histories', () => {
	it('have a judge, but for those of two checkers that are not there', () => {
		const others = recorded.filter((one) => !linearizability.includes(wordOf(one)) && !ours.has(wordOf(one)));
		expect(others.map(wordOf)).toEqual(['rw-register', 'long-fork']);
	});

	it.each(recorded.filter((one) => ours.has(wordOf(one))))(
		'$file ($model) is $valid',
		async ({ file, model, valid }) => {
			const { checker, options } = findByName(
				registry.models,
				ours.get(model.split(' ')[0] as string) as string,
				'model',
			);
			const history = readHistory(`${folder}${file}`);
			const judge = findByName(registry.checkers, checker, 'checker');
			const result = await judge.check({ history, faults: [] }, { ...options, timeLimitMs: 20_000 });
			expect(result.valid).toBe(valid);
			expect(result.anomalies.length > 0).toBe(!valid);
		},
	);
});
