import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { drawSeed, versions } from './versions.ts';

it('is the version of package.json', () => {
	const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
	expect(versions.faultline).toBe(version);
});

it('draws seeds that differ and are exact as numbers', () => {
	const seeds = Array.from({ length: 100 }, drawSeed);
	expect(new Set(seeds).size).toBe(100);
	for (const seed of seeds) expect(String(Number(seed))).toBe(seed);
});
