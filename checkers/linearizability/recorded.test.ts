import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readHistory } from '../../harness/histories/read-history.ts';
import { checkHistory } from './check-history.ts';
import type { Model } from './model.ts';
import { findModel } from './models.ts';

/** Histories that Porcupine, Knossos and elle-cli publish with their verdicts; they are read where they lie. */
const folder = fileURLToPath(new URL('../../../shared/histories/', import.meta.url));
const isThere = existsSync(`${folder}INDEX.json`);
if (!isThere) console.warn(`Skipped: the recorded histories are not in ${folder}`);

interface Recorded {
	readonly file: string;
	readonly model: string;
	readonly events: number;
	readonly valid: boolean;
}

const recorded = (isThere ? JSON.parse(readFileSync(`${folder}INDEX.json`, 'utf8')) : []) as readonly Recorded[];
const linearizability = recorded.flatMap(({ file, model, valid }) => {
	const name = ['cas-register', 'mutex', 'kv'].find((one) => model.startsWith(one));
	return name === undefined ? [] : [{ file, model: findModel(name) as Model, valid }];
});

describe.skipIf(!isThere)('recorded histories', () => {
	it('are all there', () => {
		const counts = new Map<string, number>();
		for (const { file } of linearizability) {
			const folderOfFile = file.split('/').slice(0, 2).join('/');
			counts.set(folderOfFile, (counts.get(folderOfFile) ?? 0) + 1);
		}
		expect(Object.fromEntries(counts)).toEqual({
			'porcupine/jepsen': 70,
			'porcupine/kv': 4,
			'knossos/cas-register': 59,
			'elle-cli/knossos': 6,
		});
	});

	it('are judged alike in polynomial time, where their values are unique', () => {
		const decided: { [model: string]: number } = {};
		for (const { file, model, valid } of linearizability) {
			const result = checkHistory(readHistory(`${folder}${file}`), {
				model,
				algorithm: 'polynomial',
				timeLimitMs: 10_000,
			});
			if (result.valid === 'unknown') continue;
			expect([file, result.valid]).toEqual([file, valid]);
			decided[model.name] = (decided[model.name] ?? 0) + 1;
		}
		// Most of Jepsen's registers have five values only.
		expect(decided).toEqual({ 'cas-register': 6, mutex: 1, kv: 3 });
	});

	it.each(linearizability)('$file is $valid', ({ file, model, valid }) => {
		const history = readHistory(`${folder}${file}`);
		const result = checkHistory(history, { model, algorithm: 'search', timeLimitMs: 10_000 });
		expect(result.valid).toBe(valid);
		expect(result.anomalies.length > 0).toBe(!valid);
		for (const { operations, details } of result.anomalies) {
			expect(operations.length).toBeLessThan(40);
			expect(details).toBeDefined();
		}
	});
});
