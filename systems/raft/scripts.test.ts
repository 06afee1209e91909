import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runScript } from './testing/run-script.ts';

const folder = join(fileURLToPath(new URL('.', import.meta.url)), 'testdata');
const scripts = readdirSync(folder).filter((name) => name.endsWith('.txt'));

/** `UPDATE=1 npx vitest run systems/raft/scripts.test.ts` rewrites them: read the diff before you commit it. */
const update = process.env['UPDATE'] === '1';

describe('Raft, step by step', () => {
	it('has scripts', () => {
		expect(scripts.length).toBeGreaterThan(5);
	});

	it.each(scripts)('%s', (name) => {
		const path = join(folder, name);
		const expected = readFileSync(path, 'utf8');
		const actual = runScript(expected);
		if (update) writeFileSync(path, actual);
		else expect(actual).toBe(expected);
	});
});
