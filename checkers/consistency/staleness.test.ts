import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History } from '../../harness/model/index.ts';
import { checkHistory } from '../linearizability/check-history.ts';
import { simulateHistory } from '../linearizability/fixtures/simulate-history.ts';
import { casRegister } from '../linearizability/models/register.ts';
import { versionsOf } from './k-atomicity/index.ts';
import { stalenessOf, timesOf } from './staleness.ts';
import { stalenessByBruteForce, versionsByBruteForce } from './testing/brute-force.ts';
import { randomHistory, type Shape } from './testing/random-history.ts';
import { fuzzRuns, inTurn, registersOf } from './testing/registers-of.ts';

const shapes: readonly (Shape & { readonly label: string })[] = [
	{ label: 'one key', operations: 7, processes: 3, keys: 1, cas: false },
	{ label: 'crowded', operations: 7, processes: 6, keys: 1, cas: false },
	{ label: 'with cas', operations: 7, processes: 4, keys: 1, cas: true },
	{ label: 'two keys', operations: 7, processes: 4, keys: 2, cas: true },
];

const forever = Number.POSITIVE_INFINITY;
const staleness = (history: History) => stalenessOf(registersOf(history), timesOf(history), forever);
const versions = (history: History) => versionsOf(registersOf(history), forever);

describe('how stale random histories are', () => {
	it.each(shapes)('agrees with brute force: $label', ({ label: _, ...shape }) => {
		fc.assert(
			fc.property(randomHistory(shape), (recorded) => {
				const history = registersOf(recorded);
				const last = timesOf(recorded).at(-1) as number;
				const nanoseconds = stalenessByBruteForce(history, last + 1);
				const k = versionsByBruteForce(history);
				const delta = staleness(recorded);
				if (last > 0) expect(delta).toEqual(nanoseconds === undefined ? unbounded : { kind: 'bound', nanoseconds });
				else expect(delta.kind).toBe('not-decided');
				expect(versions(recorded)).toEqual(k === undefined ? unbounded : { kind: 'bound', atLeast: k, atMost: k });
			}),
			{ numRuns: fuzzRuns },
		);
	});

	it('is nothing, and one version, exactly for a linearizable history', () => {
		fc.assert(
			fc.property(randomHistory({ operations: 20, processes: 5, keys: 2, cas: true }), (history) => {
				const { valid } = checkHistory(history, { model: casRegister, timeLimitMs: 10_000 });
				expect(isOne(versions(history))).toBe(valid);
				if (timesOf(history).at(-1) === 0) return;
				expect(staleness(history)).toEqual(
					valid ? { kind: 'bound', nanoseconds: 0 } : expect.not.objectContaining({ nanoseconds: 0 }),
				);
			}),
			{ numRuns: fuzzRuns },
		);
	});
});

const unbounded = { kind: 'unbounded' };

function isOne(found: ReturnType<typeof versions>): boolean {
	return found.kind === 'bound' && found.atMost === 1;
}

describe('how stale', () => {
	it('a read is that returns the last value but two, 3 ms after it was replaced', () => {
		// Replaced at 3 ms, read at 6 ms: each operation takes 1 ms, and 1 ms passes in between.
		const history = inTurn('0 w x 1', '0 w x 2', '0 w x 3', '1 r x 1');
		expect(staleness(history)).toEqual({ kind: 'bound', nanoseconds: 3e6 });
		expect(versions(history)).toEqual({ kind: 'bound', atLeast: 3, atMost: 3 });
	});

	it('no read is that returned what was written later, nor a cas that found what another had replaced', () => {
		const future = inTurn('0 r x 1', '1 w x 1');
		const twice = inTurn('0 w x 1', '0 cas x 1 2', '1 cas x 1 3');
		for (const history of [future, twice]) {
			expect(staleness(history)).toEqual(unbounded);
			expect(versions(history)).toEqual(unbounded);
		}
	});

	it('cannot be told without times', () => {
		const timeless = History.of(
			[...inTurn('0 w x 1', '0 w x 2', '1 r x 1').events()].map((one) => ({ ...one, time: 0 })),
		);
		expect(staleness(timeless)).toMatchObject({ kind: 'not-decided' });
		expect(versions(timeless)).toEqual({ kind: 'bound', atLeast: 2, atMost: 2 });
	});

	it.each([5, 10, 30])('a long history is in which one read came late by %i values', (late) => {
		const setting = { operations: 2000, concurrency: 5, values: 0, cas: 0, crashProbability: 0.01, seed: late };
		const history = withLateRead(simulateHistory(setting), late);
		expect(staleness(simulateHistory(setting))).toEqual({ kind: 'bound', nanoseconds: 0 });
		// Writes that overlap may be in any order, so a few values more or less.
		const found = versions(history) as { atLeast: number; atMost: number };
		expect(found.atLeast).toBe(found.atMost);
		expect(Math.abs(found.atMost - 1 - late)).toBeLessThan(5);
		expect((staleness(history) as { nanoseconds: number }).nanoseconds).toBeGreaterThan(0);
	});
});

/** One read near the end returns what was current so many writes ago. Times in whole numbers. */
function withLateRead(history: History, late: number): History {
	const events = [...history.events()].map((event) => ({ ...event, time: Math.round(event.time * 1e6) }));
	const reads = events.filter(({ f, type }) => f === 'read' && type === 'ok');
	const chosen = reads.at(-50)?.index as number;
	const written = events.filter(({ f, type, index }) => f === 'write' && type === 'ok' && index < chosen);
	return History.of(
		events.map((event) => (event.index === chosen ? { ...event, value: written.at(-1 - late)?.value ?? null } : event)),
	);
}
