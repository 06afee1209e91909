import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Budget } from './budget.ts';
import { type Causality, causalityOf } from './causality.ts';
import { findInterleaving } from './interleaving.ts';
import { checkSequential } from './sequential.ts';
import { randomHistory, type Shape } from './testing/random-history.ts';
import { fuzzRuns, registersOf } from './testing/registers-of.ts';
import { replicatedHistory } from './testing/replicated-history.ts';

const forever = Number.POSITIVE_INFINITY;

const shapes: readonly (Shape & { readonly label: string })[] = [
	{ label: 'three processes', operations: 14, processes: 3, keys: 2, cas: false },
	{ label: 'many processes', operations: 14, processes: 7, keys: 2, cas: false },
	{ label: 'with cas', operations: 14, processes: 4, keys: 2, cas: true },
	{ label: 'one key', operations: 16, processes: 4, keys: 1, cas: false },
];

/** Without any rules: the search alone, over session order and who read from whom. */
function searchAlone({ history, graph }: Causality): boolean {
	return findInterleaving(history, graph, { deadline: forever, deadEnds: forever }) === 'found';
}

describe('sequential consistency', () => {
	it.each(shapes)('of random histories is what the search says without rules: $label', ({ label: _, ...shape }) => {
		const seen = { true: 0, false: 0 };
		fc.assert(
			fc.property(randomHistory(shape), (recorded) => {
				const causality = causalityOf(registersOf(recorded));
				if ('cycle' in causality) return;
				const { holds } = checkSequential(causality, Budget.unlimited);
				expect(holds).toBe(searchAlone(causality));
				seen[`${holds as boolean}`]++;
			}),
			{ numRuns: fuzzRuns },
		);
		expect(Math.min(seen.true, seen.false)).toBeGreaterThan(fuzzRuns / 20);
	});

	it('holds where replicas apply all writes in one order, each in its own time', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 2 ** 30 }), fc.boolean(), (seed, manyKeys) => {
				const setting = { seed, replicas: 5, operations: 300, keys: manyKeys ? 10 : 2 };
				const causality = causalityOf(registersOf(replicatedHistory({ ...setting, order: 'one' })));
				expect('cycle' in causality || checkSequential(causality, Budget.unlimited)).toEqual({ holds: true });
			}),
			{ numRuns: Math.ceil(fuzzRuns / 20) },
		);
	});

	it('is unknown, and never held, where there is no time to search', () => {
		const history = registersOf(replicatedHistory({ seed: 1, replicas: 5, operations: 300, keys: 2, order: 'one' }));
		expect(checkSequential(causalityOf(history) as Causality, new Budget(0))).toMatchObject({ holds: 'unknown' });
	});
});
