import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systems } from './index.ts';

/** The names in the first column of the table under a heading. */
function namesUnder(heading: string, page: string): readonly string[] {
	const [, section = ''] = page.split(`\n## ${heading}\n`);
	const [rows = ''] = section.split('\n## ');
	return [...rows.matchAll(/^\| `([a-z0-9-]+)`/gm)].map(([, name]) => name as string);
}

const sorted = (names: readonly string[]): readonly string[] => [...names].sort();

describe.each(systems.map((system) => [system.name, system] as const))('the README of %s', (name, system) => {
	const page = readFileSync(new URL(`./${name}/README.md`, import.meta.url), 'utf8');

	it('names every mutant', () => {
		expect(sorted(namesUnder('Mutants', page))).toEqual(sorted(system.mutants.map((mutant) => mutant.name)));
	});

	it('names every invariant of its own', () => {
		// Three-phase commit has those of two-phase commit.
		if (name === 'three-phase-commit') return;
		const own = system.invariants?.map((invariant) => invariant.name) ?? [];
		expect(sorted(namesUnder('Invariants', page))).toEqual(sorted(own));
	});

	it('names every workload, or where they are told', () => {
		const told = namesUnder('Workloads', page).concat(namesUnder('Workload', page));
		if (told.length > 0) expect(sorted(told)).toEqual(sorted(system.workloads.map((workload) => workload.name)));
		else expect(page).toContain('../transactions/README.md');
	});
});
