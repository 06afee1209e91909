import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readHistory } from './read-history.ts';

/** Histories that other tools publish; they are read where they lie. */
const folder = fileURLToPath(new URL('../../../shared/histories/', import.meta.url));
const isThere = existsSync(`${folder}INDEX.json`);
if (!isThere) console.warn(`Skipped: the recorded histories are not in ${folder}`);

const index = (isThere ? JSON.parse(readFileSync(`${folder}INDEX.json`, 'utf8')) : []) as readonly {
	readonly file: string;
	readonly events: number;
}[];

/** Excerpts of papers and manuals, which name no processes: the one its operations, the other its functions. */
const excerpts: { readonly [file: string]: number } = {
	'elle-cli/elle/paper-example.json': 8,
	'elle-cli/jepsen/long-fork.edn': 4,
};

describe.skipIf(!isThere)('recorded histories', () => {
	it.each(index)('$file is read whole', ({ file, events }) => {
		const text = readFileSync(`${folder}${file}`, 'utf8').replace(/^\s*;.*$/gm, '');
		// Counted in another way: each event of a client names a process by its number.
		const ofClients = text.match(/(:process |"process": ?|jepsen\.util - )\d+/g)?.length ?? 0;
		expect(readHistory(`${folder}${file}`).length).toBe(excerpts[file] ?? ofClients);
		expect(ofClients).toBeLessThanOrEqual(events);
	});
});
