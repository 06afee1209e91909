import { expect, it } from 'vitest';
import { type EventType, History, type JsonValue } from '../../../harness/model/index.ts';
import { isLinearizableByBruteForce } from '../brute-force.ts';
import { createRandom } from '../fixtures/simulate-history.ts';
import { Kernel } from '../kernel/kernel.ts';
import type { Model } from '../model.ts';
import { findModel } from '../models.ts';
import { type Part, splitIntoParts } from '../parts.ts';
import { layOut } from '../problem.ts';
import { countedWay } from './counted-ways.ts';
import { decideByUses } from './decide.ts';
import { budgetOf, cheapestToEnd, costs, equalPrices } from './prices.ts';
import { excessOf, type Ways, waysThrough } from './ways.ts';

const casRegister = findModel('cas-register') as Model;
const unlimited = { steps: Number.POSITIVE_INFINITY, deadline: Number.POSITIVE_INFINITY };

/** The nightly run says how many; in the tests it is fewer. */
const runs = Number(process.env['FAULTLINE_FUZZ_RUNS'] ?? 2000);

it(
	'decides as brute force does on small histories with many crashed operations of which some are missing',
	() => {
		const found = { true: 0, false: 0 };
		for (let seed = 1; seed <= runs; seed++) {
			const { part, ways } = explored(scarceHistory(seed));
			const initial = part.model.stateId(part.model.model.initial);
			const expected = isLinearizableByBruteForce(part.operations, initial, (state, id) => part.model.step(state, id));
			if (ways === undefined) {
				expect([seed, expected]).toEqual([seed, false]);
				continue;
			}
			found[`${expected}`]++;
			expect([seed, decideByUses(ways, unlimited) === 'ok']).toEqual([seed, expected]);
			expect([seed, isKeptByCounting(ways)]).toEqual([seed, expected]);
			if (expected) expectAffordable(ways, seed);
		}
		expect(found.true).toBeGreaterThan(runs / 5);
		expect(found.false).toBeGreaterThan(runs / 100);
	},
	60_000 + 100 * runs,
);

/**
 * Reads of two values, in turns or at random, that crashed writes and cas have to explain, of which there are about as many:
 * whether they suffice has to be counted.
 */
function scarceHistory(seed: number): History {
	const random = createRandom(seed);
	const value = () => Math.floor(random() * 2);
	const history = new History();
	const open: { readonly process: number; readonly f: string; readonly value: JsonValue }[] = [];
	const append = (type: EventType, process: number, f: string, some: JsonValue) =>
		history.append({ time: history.length, process, type, f, value: some });
	const inTurns = random() < 0.5;
	const crashes = 0.4 + random() * 0.3;
	for (let process = 0; process < 9 + (seed % 5); process++) {
		if (random() < crashes) {
			const isCas = random() < 0.4;
			append('invoke', process, isCas ? 'cas' : 'write', isCas ? [value(), value()] : value());
			continue;
		}
		const isRead = random() < 0.85;
		const answer = inTurns ? process % 2 : value();
		append('invoke', process, isRead ? 'read' : 'write', isRead ? null : answer);
		open.push({ process, f: isRead ? 'read' : 'write', value: answer });
		while (open.length > Math.floor(random() * 3)) {
			const [one] = open.splice(Math.floor(random() * open.length), 1);
			if (one !== undefined) append('ok', one.process, one.f, one.value);
		}
	}
	return history;
}

/** Nothing where there is no way even with any number of crashed operations. */
function explored(history: History): { readonly part: Part; readonly ways?: Ways } {
	const [part] = splitIntoParts(history, casRegister) as [Part];
	const problem = layOut(part, part.transitions);
	const kernel = Kernel.shared();
	const { outcome } = kernel.exploreBreadthFirst({
		problem,
		transitions: part.transitions,
		initialState: part.model.stateId(null),
		step: (state, id) => part.model.answer(state, id),
		limits: { ...unlimited, memoryBytes: 2 ** 28 },
		counted: new Set(),
	});
	return outcome === 'ok' ? { part, ways: waysThrough(kernel.explored(), problem) } : { part };
}

/** Without any help from prices. */
function isKeptByCounting(ways: Ways): boolean {
	const prices = new Float64Array(ways.classOf.length);
	const counted = new Set(ways.classOf);
	const used = countedWay(ways, { prices, guide: equalPrices(prices.length), counted }, unlimited);
	if (used === 'none' || used === undefined) return false;
	expect(Math.max(0, ...excessOf(used, ways))).toBe(0);
	return true;
}

/** Whatever the prices are, what is there suffices for a cheapest way of a history that is right. */
function expectAffordable(ways: Ways, seed: number): void {
	const random = createRandom(seed + 1_000_000);
	for (let i = 0; i < 5; i++) {
		const prices = new Float64Array(ways.classOf.length).map(() => 1 + Math.floor(random() ** 3 * 1000));
		const [cheapest] = cheapestToEnd(ways, costs(prices, ways)) as unknown as [number];
		expect(cheapest).toBeLessThanOrEqual(budgetOf(prices, ways));
	}
}
