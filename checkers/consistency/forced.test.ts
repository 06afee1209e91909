import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Budget } from './budget.ts';
import { type Forced, ForcedAtKey } from './forced.ts';
import { fuzzRuns, registersOf, sessions } from './testing/registers-of.ts';
import { writersByKey } from './writers.ts';

const [processes, writesEach] = [4, 4];
const history = registersOf(
	sessions(
		...Array.from({ length: processes }, (_, p) => Array.from({ length: writesEach }, (_, i) => `w x ${10 * p + i}`)),
	),
);
const writers = writersByKey(history)[0] as ReturnType<typeof writersByKey>[number];
const count = processes * writesEach;

/** What comes before what, by the order of each session and by the facts: `one * count + other`. */
function closureOf(facts: readonly Forced[]): readonly number[] {
	const before = new Set(facts.map(({ other, returned }) => other * count + returned));
	for (const operations of history.sessions)
		for (let i = 1; i < operations.length; i++)
			before.add((operations[i - 1] as number) * count + (operations[i] as number));
	for (let via = 0; via < count; via++)
		for (let from = 0; from < count; from++)
			for (let to = 0; to < count; to++)
				if (before.has(from * count + via) && before.has(via * count + to)) before.add(from * count + to);
	return [...before].sort((a, b) => a - b);
}

it('passes over nothing but what follows from the facts that it keeps', () => {
	const bounds = fc.array(fc.nat(writesEach), { minLength: processes, maxLength: processes });
	const reads = fc.array(fc.tuple(fc.nat(count - 1), bounds), { maxLength: 8 });
	let spared = 0;
	fc.assert(
		fc.property(reads, (all) => {
			const facts = { all: [] as Forced[], few: [] as Forced[] };
			const collectors = [
				new ForcedAtKey(history, writers, Budget.unlimited, facts.all),
				new ForcedAtKey(history, writers, new Budget(Number.POSITIVE_INFINITY, { kept: 0 }), facts.few),
			];
			for (const [returned, bound] of all)
				for (const collector of collectors) collector.add(0, returned, Int32Array.from(bound));
			expect(closureOf(facts.few)).toEqual(closureOf(facts.all));
			spared += facts.all.length - facts.few.length;
		}),
		{ numRuns: fuzzRuns },
	);
	expect(spared).toBeGreaterThan(fuzzRuns);
});
