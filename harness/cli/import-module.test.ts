import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { importModule } from './import-module.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string): string {
	const path = join(folder, name);
	mkdirSync(join(path, '..'), { recursive: true });
	writeFileSync(path, content);
	return path;
}

/** A package that is an ES module only: CommonJS could not load it. */
write(
	'node_modules/modern/package.json',
	'{ "name": "modern", "type": "module", "exports": { "import": "./index.js" } }',
);
write('node_modules/modern/index.js', 'export const answer = 42;');

describe.each(['commonjs', 'module'])('in a package of type %s', (type) => {
	const file = (name: string, content: string): string => {
		write(join(type, 'package.json'), `{ "type": "${type}" }`);
		return write(join(type, name), content);
	};

	it('imports TypeScript, its other files, and packages that are ES modules only', async () => {
		file('other.ts', 'export const two: number = 2;');
		const path = file(
			'config.ts',
			"import { answer } from 'modern'; import { two } from './other.ts'; export default { value: answer * two };",
		);
		expect(await importModule(path, 'config')).toEqual({ value: 84 });
	});

	it('each file knows where it lies', async () => {
		const inner = file('inner/place.ts', 'export const place = { url: import.meta.url, folder: __dirname };');
		const path = file(
			'outer.ts',
			"import { place } from './inner/place.ts'; export default { ...place, own: __filename };",
		);
		const expected = { url: pathToFileURL(inner).href, folder: join(inner, '..'), own: path };
		expect(await importModule(path, 'config')).toEqual(expected);
	});

	it('leaves nothing behind, and names the place of what does not parse', async () => {
		await expect(importModule(file('throws.ts', "throw new Error('no luck');"), 'config')).rejects.toThrow('no luck');
		await expect(importModule(file('torn.ts', 'export default {'), 'config')).rejects.toThrow(/torn\.ts:1:16/);
		await expect(importModule(file('lost.ts', "import 'not-there'; export default 5;"), 'config')).rejects.toThrow(
			"Cannot find package 'not-there'",
		);
		expect(readdirSync(join(folder, type)).filter((name) => name.startsWith('.'))).toEqual([]);
	});
});

it('a CommonJS module exports its whole self, or what it calls its default', async () => {
	const plain = write('plain.cjs', "const { sep } = require('node:path'); module.exports = { sep };");
	expect(await importModule(plain, 'model')).toEqual({ sep: expect.any(String) });
	const compiled = write(
		'compiled.cjs',
		"Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 5;",
	);
	expect(await importModule(compiled, 'model')).toBe(5);
});
