import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History } from '../../harness/model/index.ts';
import { simulateHistory } from '../linearizability/fixtures/simulate-history.ts';
import { Budget } from './budget.ts';
import { causalityOf, isRead } from './causality.ts';
import { implies, judgeLevels, type Level, levelNames, violationOfGuarantee } from './levels.ts';
import { sessionGuaranteeNames, sessionGuarantees } from './session-guarantees/index.ts';
import { holdsByBruteForce } from './testing/brute-force.ts';
import { randomHistory, type Shape } from './testing/random-history.ts';
import { fuzzRuns, inTurn, registersOf, sessions } from './testing/registers-of.ts';
import { replicatedHistory } from './testing/replicated-history.ts';

const shapes: readonly (Shape & { readonly label: string })[] = [
	{ label: 'one key', operations: 7, processes: 3, keys: 1, cas: false },
	{ label: 'two keys', operations: 7, processes: 3, keys: 2, cas: false },
	{ label: 'with cas', operations: 7, processes: 3, keys: 2, cas: true },
	{ label: 'two processes, three keys', operations: 8, processes: 2, keys: 3, cas: false },
];

function holding(history: History): Level[] {
	const answers = judgeLevels(registersOf(history), Number.POSITIVE_INFINITY);
	return levelNames.filter((level) => answers[level].holds === true);
}

function broken(history: History): Level[] {
	const kept = holding(history);
	return levelNames.filter((level) => !kept.includes(level));
}

describe('levels of random histories', () => {
	it.each(shapes)('are those of brute force, and imply each other: $label', ({ label: _, ...shape }) => {
		const differences = new Set<string>();
		fc.assert(
			fc.property(randomHistory(shape), (recorded) => {
				const history = registersOf(recorded);
				const kept = holding(recorded);
				expect(kept).toEqual(levelNames.filter((level) => holdsByBruteForce(level, history)));
				for (const level of kept) expect(kept).toEqual(expect.arrayContaining([...implies[level]]));
				if (holdsByBruteForce('linearizable', history)) expect(kept).toEqual(levelNames);
				differences.add(kept.join());
			}),
			{ numRuns: fuzzRuns },
		);
		// The random histories tell the levels apart.
		expect(differences.size).toBeGreaterThan(4);
	});

	it.each([
		{ operations: 20, processes: 4, keys: 1, cas: false },
		{ operations: 40, processes: 6, keys: 1, cas: false },
		{ operations: 40, processes: 4, keys: 2, cas: true },
	])('are the same by the facts alone that do not follow from others: %j', (shape) => {
		const few = new Budget(Number.POSITIVE_INFINITY, { kept: 0 });
		const seen = { kept: 0, broken: 0, fewer: 0 };
		fc.assert(
			fc.property(randomHistory(shape), (recorded) => {
				const history = registersOf(recorded);
				const causality = causalityOf(history);
				if ('cycle' in causality) return;
				const reads = history.operations.flatMap((_, i) => (isRead(i, history) ? [i] : []));
				for (const guarantee of sessionGuaranteeNames) {
					const isBroken = violationOfGuarantee(causality, guarantee, reads) !== undefined;
					expect(violationOfGuarantee(causality, guarantee, reads, few) !== undefined).toBe(isBroken);
					seen[isBroken ? 'broken' : 'kept']++;
					const force = sessionGuarantees[guarantee];
					if (force(causality, reads, few).length < force(causality, reads, Budget.unlimited).length) seen.fewer++;
				}
			}),
			{ numRuns: fuzzRuns },
		);
		expect(Math.min(seen.kept, seen.broken, seen.fewer)).toBeGreaterThan(fuzzRuns / 50);
	});

	it('are unknown where time or memory is up, but for the regular one', () => {
		const recorded = simulateHistory({ seed: 1, operations: 300, values: 0, cas: 0 });
		const answers = judgeLevels(registersOf(recorded), 0);
		for (const level of levelNames) {
			expect(answers[level]).toEqual(
				level === 'regular' ? { holds: true } : { holds: 'unknown', reason: 'time ran out' },
			);
		}
		const history = registersOf(sessions(['w x 1', 'w x 2'], ['r x 2', 'r x 1', 'r x 2', 'r x 1']));
		expect(() => causalityOf(history, new Budget(Number.POSITIVE_INFINITY, { facts: 1 }))).toThrow('more than 1 facts');
	});

	it('name operations that break the level by themselves', () => {
		fc.assert(
			fc.property(randomHistory({ operations: 8, processes: 3, keys: 2, cas: true }), (recorded) => {
				const answers = judgeLevels(registersOf(recorded), Number.POSITIVE_INFINITY);
				for (const level of levelNames) {
					const answer = answers[level];
					if (answer.holds !== false) continue;
					expect(answer.violation.operations.length).toBeGreaterThan(level === 'sequential' ? -1 : 0);
					for (const index of answer.violation.operations) expect(recorded.event(index).type).toBe('invoke');
				}
			}),
			{ numRuns: fuzzRuns },
		);
	});
});

/** The examples by which the literature tells the levels apart. */
describe('the level', () => {
	it.each<[what: string, breaks: readonly Level[], history: History]>([
		['nothing: a write and its read', [], sessions(['w x 1'], ['r x nil', 'r x 1'])],
		[
			'sequential: each writes one key and misses the write to the other (store buffering)',
			['sequential'],
			sessions(['w x 1', 'r y nil'], ['w y 1', 'r x nil']),
		],
		[
			'sequential: two readers see two writes in different orders across keys',
			['sequential'],
			sessions(['w x 1'], ['w y 1'], ['r x 1', 'r y nil'], ['r y 1', 'r x nil']),
		],
		['sequential: two cas found the same value', ['sequential'], sessions(['cas x nil 1'], ['cas x nil 2'])],
		[
			'convergence: two readers see two writes to one key in different orders',
			['monotonic-reads', 'causal-convergence', 'sequential'],
			sessions(['w x 1'], ['w x 2'], ['r x 1', 'r x 2'], ['r x 2', 'r x 1']),
		],
		[
			'convergence: each writes, and then sees the write of the other',
			['read-your-writes', 'causal-convergence', 'sequential'],
			sessions(['w x 1', 'r x 2'], ['w x 2', 'r x 1']),
		],
		[
			'read your writes: a process misses its own write',
			['read-your-writes', 'causal', 'causal-convergence', 'sequential'],
			sessions(['w x 1', 'r x nil']),
		],
		[
			'monotonic reads: a process sees a write, and then does not',
			['monotonic-reads', 'causal', 'causal-convergence', 'sequential'],
			sessions(['w x 1'], ['r x 1', 'r x nil']),
		],
		[
			'monotonic reads: and of two writes by one process the later first',
			['monotonic-reads', 'causal', 'causal-convergence', 'sequential'],
			sessions(['w x 1', 'w x 2'], ['r x nil', 'r x 2', 'r x 1']),
		],
		[
			'monotonic writes: a second write is seen and the first is not',
			['monotonic-writes', 'causal', 'causal-convergence', 'sequential'],
			sessions(['w x 1', 'w y 1'], ['r y nil', 'r y 1', 'r x nil']),
		],
		[
			'writes follow reads: the answer is seen and the question is not',
			['writes-follow-reads', 'causal', 'causal-convergence', 'sequential'],
			sessions(['w x 1'], ['r x 1', 'w y 1'], ['r y nil', 'r y nil', 'r y 1', 'r x nil']),
		],
		[
			'writes follow reads, over two hops',
			['writes-follow-reads', 'causal', 'causal-convergence', 'sequential'],
			sessions(
				['w x 1'],
				['r x 1', 'w y 1'],
				['r y 1', 'w z 1'],
				['r z nil', 'r z nil', 'r z nil', 'r z 1', 'r x nil'],
			),
		],
		[
			'causality: of causal histories that break no single guarantee',
			['causal', 'causal-convergence', 'sequential'],
			// The question is written by the process that will have it read only through what it wrote before.
			sessions(['w x 1', 'w y 1'], ['r y 1', 'w z 1'], ['r z nil', 'r z nil', 'r z 1', 'r x nil']),
		],
		[
			'everything: an answer depends on what came after it',
			[
				'read-your-writes',
				'monotonic-reads',
				'monotonic-writes',
				'writes-follow-reads',
				'causal',
				'causal-convergence',
				'sequential',
			],
			sessions(['r x 1', 'w y 1'], ['r y 1', 'w x 1']),
		],
	])('%s', (_, breaks, history) => {
		expect(broken(history).filter((level) => level !== 'regular')).toEqual(breaks);
	});

	it('regular allows a new value before the old one, and a value that overlaps, but none that was replaced before', () => {
		const newBeforeOld = sessions(['w x 1'], ['r x 1', 'r x nil']);
		expect(broken(newBeforeOld)).toContain('regular');
		expect(broken(inTurn('0 w x 1', '0 w x 2', '1 r x 1'))).toEqual(['regular']);
		const overlapping = History.of([
			{ time: 0, process: 0, type: 'invoke', f: 'write', value: 1 },
			{ time: 1, process: 1, type: 'invoke', f: 'read', value: null },
			{ time: 2, process: 1, type: 'ok', f: 'read', value: 1 },
			{ time: 3, process: 2, type: 'invoke', f: 'read', value: null },
			{ time: 4, process: 2, type: 'ok', f: 'read', value: null },
			{ time: 5, process: 0, type: 'ok', f: 'write', value: 1 },
		]);
		expect(broken(overlapping)).toEqual([]);
	});
});

describe('levels of long histories', () => {
	const settings = [
		{ label: 'ten clients', operations: 3000, concurrency: 10, values: 0, keys: 4, cas: 0 },
		{ label: 'crashes', operations: 3000, concurrency: 10, values: 0, keys: 4, cas: 0, crashProbability: 0.02 },
		{ label: 'one key', operations: 2000, concurrency: 20, values: 0, keys: 1, cas: 0, crashProbability: 0.01 },
	];

	it.each(settings)('hold where each operation took effect at an instant: $label', ({ label: _, ...setting }) => {
		for (const seed of [1, 2]) expect(holding(simulateHistory({ ...setting, seed }))).toEqual(levelNames);
	});

	it('are causal convergence and no more where replicas exchange writes in causal order, and keep the greatest', () => {
		let sequential = 0;
		for (let seed = 1; seed <= 20; seed++) {
			const kept = holding(replicatedHistory({ seed, replicas: 4, operations: 300, keys: 3, order: 'causal' }));
			expect(kept).toEqual(expect.arrayContaining(['causal', 'causal-convergence', ...implies['causal-convergence']]));
			if (kept.includes('sequential')) sequential++;
		}
		expect(sequential).toBeLessThan(20);
	});
});
