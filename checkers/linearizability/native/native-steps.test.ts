import { describe, expect, it } from 'vitest';
import type { History, JsonValue } from '../../../harness/model/index.ts';
import { isLinearizableByBruteForce } from '../brute-force.ts';
import { createRandom } from '../fixtures/simulate-history.ts';
import { Kernel, type Search } from '../kernel/kernel.ts';
import { searchPlainly } from '../kernel/plain-search.ts';
import { inconsistent, type Model } from '../model.ts';
import { findModel } from '../models.ts';
import { type Part, splitIntoParts } from '../parts.ts';
import { type HistoryOptions, randomHistory, type SimulatedType } from '../polynomial/fuzz/random-history.ts';
import { layOut } from '../problem.ts';
import { searchRelaxed } from '../relaxation.ts';

/** Histories for each type; the nightly run says how many. */
const runs = Number(process.env['FAULTLINE_FUZZ_RUNS'] ?? 300);

const model = (name: string): Model => findModel(name) as Model;

/** An object that does what its model says, with calls that repeat their values. */
function simulate(specification: Model, calls: readonly (readonly [f: string, input: JsonValue])[]): SimulatedType {
	return (random) => {
		let state = specification.initial;
		return {
			choose: () => calls[Math.floor(random() * calls.length)] as (typeof calls)[number],
			apply(f, input) {
				const output = outputOf(f, state);
				const next = specification.step(state, { type: 'ok', f, input, output });
				if (next === inconsistent) throw new Error(`Expected ${f} to be possible in ${JSON.stringify(state)}`);
				state = next;
				return { output };
			},
		};
	};
}

function outputOf(f: string, state: unknown): JsonValue {
	if (f === 'get') return (state as JsonValue) ?? '';
	if (f === 'dequeue' || f === 'peek') return (state as JsonValue[])[0] ?? null;
	return f === 'read' || f === 'take' ? (state as JsonValue) : null;
}

const calls = (functions: readonly string[], inputs: readonly JsonValue[]) =>
	functions.flatMap((f) => inputs.map((input) => [f, input] as const));

const fuzzed = [
	{
		label: 'strings of texts that are the beginning of others, of others together, or empty',
		specification: model('kv'),
		// What the kernel finds out of itself about texts lets it name a later operation than the plain twin does.
		isExact: false,
		choices: [
			...calls(['get', 'get'], [null, null, null]),
			...calls(['put', 'append'], ['a', 'b', 'ab', 'ba', '', null]),
		],
	},
	{
		label: 'strings, mostly appends',
		specification: model('kv').withInitial?.('a') as Model,
		isExact: false,
		choices: [...calls(['get'], [null, null]), ...calls(['append'], ['a', 'b', 'ab', 'x']), ['put', 'ab'] as const],
	},
	{
		label: 'lists',
		specification: model('append-list'),
		isExact: false,
		choices: [...calls(['read', 'read'], [null]), ...calls(['append'], [1, { b: 1, a: [2] }, null])],
	},
	{
		label: 'counters',
		specification: model('counter').withInitial?.(-2) as Model,
		isExact: true,
		choices: [...calls(['read', 'read', 'increment', 'decrement'], [null]), ...calls(['add'], [-3, 0, 2])],
	},
	{ label: 'tickets', specification: model('ticket'), isExact: true, choices: calls(['take'], [null]) },
	{
		label: 'queues',
		specification: model('queue'),
		isExact: true,
		choices: [...calls(['enqueue'], [1, 1, 2, null]), ...calls(['dequeue', 'dequeue', 'peek'], [null])],
	},
];

describe.each(fuzzed)('$label', ({ specification, choices, isExact }) => {
	const type = simulate(specification, choices);

	it('are judged as brute force does, in every way of searching', () => {
		const found = { ok: 0, illegal: 0 };
		for (let seed = 1; seed <= runs; seed++) {
			const part = nativePart(randomHistory(type, seed, smallOptions(seed)), specification);
			const initial = part.model.stateId(specification.initial);
			const isLinearizable = isLinearizableByBruteForce(part.operations, initial, (state, id) =>
				part.model.step(state, id),
			);
			const expected = isLinearizable ? 'ok' : 'illegal';
			found[expected]++;
			expectJudged(seed, part, expected);
		}
		expect(found.ok).toBeGreaterThan(runs / 50);
		expect(found.illegal).toBeGreaterThan(runs / 50);
	});

	it('are judged as the plain twin does, if a bit longer', () => {
		for (let seed = 1; seed <= runs / 6; seed++) {
			const part = nativePart(randomHistory(type, seed, middleOptions(seed)), specification);
			const initial = part.model.stateId(specification.initial);
			const failing = searchPlainly(part.operations, initial, (state, id) => part.model.step(state, id));
			const { deep, broad, search } = expectJudged(seed, part, failing === undefined ? 'ok' : 'illegal');
			if (failing === undefined || !isExact) continue;
			for (const { frontMax } of [deep, broad]) {
				expect([seed, part.invoked[search.problem.rowOf[frontMax] as number]]).toEqual([seed, failing.invoked]);
			}
		}
	});

	it('are accepted if they are long and linearizable by construction', () => {
		for (let seed = 1; seed <= runs / 6; seed++) {
			const part = nativePart(randomHistory(type, seed, longOptions(seed)), specification);
			const { search, outcomes } = judge(part, 20_000);
			expect([seed, outcomes.deep.outcome]).not.toEqual([seed, 'illegal']);
			expect([seed, outcomes.broad.outcome]).not.toEqual([seed, 'illegal']);
			expect([seed, outcomes.isRefutedRelaxed, isRefutedFromAnywhere(search, 13)]).toEqual([seed, false, false]);
		}
	});
});

it('a text that no read shows, now or later, is one state whatever it is', () => {
	const { transitions } = nativePart(
		randomHistory(simulate(model('kv'), calls(['append', 'get'], ['a', 'b'])), 1, { ...longOptions(1), lies: 0 }),
		model('kv'),
	);
	expect(transitions.stateCount).toBeLessThan(400);
});

function expectJudged(seed: number, part: Part, expected: 'ok' | 'illegal') {
	const { search, outcomes } = judge(part, 200_000);
	const { deep, broad, isAcceptedRelaxed, isRefutedRelaxed } = outcomes;
	expect([seed, deep.outcome, broad.outcome]).toEqual([seed, expected, expected]);
	if (expected === 'illegal') expect([seed, isAcceptedRelaxed]).toEqual([seed, false]);
	else expect([seed, isRefutedRelaxed, isRefutedFromAnywhere(search, 1)]).toEqual([seed, false, false]);
	return { deep, broad, search };
}

function judge(part: Part, steps: number) {
	const search = searchOf(part, steps);
	const kernel = Kernel.shared();
	const relaxed = searchRelaxed({ ...search, limits: { ...search.limits, steps: 16_000 } }, (result) => result);
	const outcomes = {
		deep: kernel.searchDepthFirst(search),
		broad: kernel.searchBreadthFirst(search),
		isAcceptedRelaxed: relaxed === 'ok',
		isRefutedRelaxed: relaxed !== undefined && relaxed !== 'ok',
	};
	return { search, outcomes };
}

function nativePart(history: History, specification: Model): Part {
	const part = splitIntoParts(history, specification)[0] as Part;
	expect(part.transitions.states).toBeDefined();
	return part;
}

function searchOf(part: Part, steps: number): Search {
	const { transitions, model } = part;
	return {
		problem: layOut(part, transitions),
		transitions,
		initialState: transitions.states?.initial as number,
		step: () => expect.fail('Expected the kernel to ask nobody'),
		limits: { steps, deadline: Number.POSITIVE_INFINITY, memoryBytes: 2 ** 28 },
		...(transitions.appended === undefined && { lookahead: model.prepareLookahead() }),
	};
}

function isRefutedFromAnywhere(search: Search, stride: number): boolean {
	const { length } = search.problem;
	if (search.transitions.stateCount === 0) return false;
	for (let rank = 0; rank < length; rank += stride) {
		const limited = { ...search, limits: { ...search.limits, steps: 3000 } };
		const end = Math.min(length, rank + 40);
		if (Kernel.shared().searchFromAnywhere(limited, rank, end).outcome === 'illegal') return true;
	}
	return false;
}

function options(
	seed: number,
	sizes: { operations: number; more: number; clients: number; lies: number },
): HistoryOptions {
	const random = createRandom(seed + 9_000_000);
	const upTo = (most: number) => Math.floor(random() * (most + 1));
	const operations = sizes.operations + upTo(sizes.more);
	return {
		operations,
		clients: 2 + upTo(sizes.clients),
		crashProbability: upTo(4) * 0.06,
		span: operations * (1 + upTo(3)),
		lies: upTo(sizes.lies),
	};
}

const smallOptions = (seed: number) => options(seed, { operations: 3, more: 4, clients: 2, lies: 3 });
const middleOptions = (seed: number) => ({
	...options(seed, { operations: 9, more: 9, clients: 1, lies: 2 }),
	crashProbability: (seed % 3) * 0.04,
});
const longOptions = (seed: number) => ({
	...options(seed, { operations: 100, more: 100, clients: 5, lies: 0 }),
	crashProbability: (seed % 3) * 0.03,
});
