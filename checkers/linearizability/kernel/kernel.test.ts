import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonValue } from '../../../harness/model/index.ts';
import { type Interval, isLinearizableByBruteForce } from '../brute-force.ts';
import { InternedModel } from '../interned-model.ts';
import { inconsistent, type Model, type SequentialOperation } from '../model.ts';
import { findModel } from '../models.ts';
import type { NativeSteps } from '../native/native-steps.ts';
import { registerSteps } from '../native/registers.ts';
import { layOut } from '../problem.ts';
import { searchRelaxed } from '../relaxation.ts';
import { planReplay } from '../transitions.ts';
import { Kernel, type Search } from './kernel.ts';

/** A register that has every kind of operation: read-only, blind, neither; `swap` returns what it replaced. */
const register: Model<number> = {
	name: 'test-register',
	description: 'read, write, cas, swap',
	initial: 0,
	step(state, operation) {
		const input = operation.input as number;
		const output = operation.output as number;
		switch (operation.f) {
			case 'read':
				return operation.type === 'info' || output === state ? state : inconsistent;
			case 'write':
				return input;
			case 'increment':
				return operation.type === 'info' || output === state ? state + 1 : inconsistent;
			default: {
				const [from, to] = operation.input as [number, number];
				return from === state ? to : inconsistent;
			}
		}
	},
	isReadOnly: (operation) => operation.f === 'read',
	isBlind: (operation) => operation.f === 'write',
};

const value = fc.integer({ min: 0, max: 2 });
const crashed = fc.integer({ min: 0, max: 3 }).map((n) => n === 0);
const call = fc.oneof(
	fc.record({ f: fc.constant('read'), input: fc.constant(null as JsonValue), output: value, crashed }),
	fc.record({ f: fc.constant('write'), input: value as fc.Arbitrary<JsonValue>, output: value, crashed }),
	fc.record({ f: fc.constant('increment'), input: fc.constant(null as JsonValue), output: value, crashed }),
	fc.record({
		f: fc.constant('cas'),
		input: fc.tuple(value, value) as fc.Arbitrary<JsonValue>,
		output: value,
		crashed,
	}),
);

/** Random operations on random intervals: a permutation decides who is invoked and who returns when. */
const history = (sizeMax: number) =>
	fc
		.array(call, { minLength: 1, maxLength: sizeMax })
		.chain((calls) =>
			fc.tuple(
				fc.constant(calls),
				fc.array(fc.tuple(fc.nat({ max: 3 * calls.length }), fc.nat({ max: 8 })), {
					minLength: calls.length,
					maxLength: calls.length,
				}),
			),
		)
		.map(([calls, times]) =>
			calls.map((one, i) => {
				const [start, length] = times[i] as [number, number];
				// Distinct positions: the fraction tells operations with equal times apart.
				const invoked = start + i / 1000;
				const completed = one.crashed ? Number.POSITIVE_INFINITY : start + length + 0.5 + i / 1000;
				const operation: SequentialOperation = one.crashed
					? { type: 'info', f: one.f, input: one.input, output: undefined }
					: { type: 'ok', f: one.f, input: one.input, output: one.output };
				return { operation, invoked, completed };
			}),
		);

type RandomHistory = ReturnType<typeof history> extends fc.Arbitrary<infer H> ? H : never;

function prepare(operations: RandomHistory, model: Model) {
	const interned = new InternedModel(model);
	const initial = interned.stateId(model.initial);
	const intervals: Interval[] = operations.map(({ operation, invoked, completed }) => ({
		operationClass: interned.classId(operation),
		invoked,
		completed,
	}));
	const transitions = planReplay(interned);
	const step = (state: number, operationClass: number) => interned.step(state, operationClass);
	const search: Search = {
		problem: layOut(
			{
				length: intervals.length,
				operationClass: intervals.map(({ operationClass }) => operationClass),
				invoked: intervals.map(({ invoked }) => invoked),
				completed: intervals.map(({ completed }) => completed),
			},
			transitions,
		),
		transitions,
		initialState: initial,
		step,
		limits: { steps: Number.POSITIVE_INFINITY, deadline: Number.POSITIVE_INFINITY, memoryBytes: 2 ** 28 },
	};
	return { search, intervals, initial, step };
}

/** What every way to search says. */
function judge(operations: RandomHistory, model: Model) {
	const { search, intervals, initial, step } = prepare(operations, model);
	const kernel = Kernel.shared();
	const relaxed = searchRelaxed({ ...search, limits: { ...search.limits, steps: 16_000 } }, (result) => result);
	return {
		deep: kernel.searchDepthFirst(search).outcome,
		broad: kernel.searchBreadthFirst(search).outcome,
		relaxed: relaxed === undefined || relaxed === 'ok' ? relaxed : 'illegal',
		anywhere: fromEveryRank(search, kernel),
		expected: isLinearizableByBruteForce(intervals, initial, step) ? 'ok' : 'illegal',
	};
}

/** Whether any search from anywhere is a proof that there is no order. */
function fromEveryRank(search: Search, kernel: Kernel): string {
	if (search.transitions.table === undefined) return 'ok';
	const { length } = search.problem;
	for (let rank = 0; rank < length; rank++) {
		if (kernel.searchFromAnywhere(search, rank, length).outcome === 'illegal') return 'illegal';
	}
	return 'ok';
}

function expectAgreement(operations: RandomHistory, model: Model): 'ok' | 'illegal' {
	const { deep, broad, relaxed, anywhere, expected } = judge(operations, model);
	expect({ deep, broad }).toEqual({ deep: expected, broad: expected });
	// With any number of increments there is no end of states, and of the search.
	if (relaxed !== undefined) expect(relaxed).toBe(expected);
	if (anywhere === 'illegal') expect(expected).toBe('illegal');
	return expected as 'ok' | 'illegal';
}

/** The nightly run says how many; in the tests it is fewer. */
const runs = (few: number) => Number(process.env['FAULTLINE_FUZZ_RUNS'] ?? few);

it('agrees with brute force on small histories, in every way of searching', () => {
	const found = { ok: 0, illegal: 0 };
	fc.assert(
		fc.property(history(7), (operations) => {
			found[expectAgreement(operations, register)]++;
		}),
		{ numRuns: runs(3_000) },
	);
	expect(found.ok).toBeGreaterThan(500);
	expect(found.illegal).toBeGreaterThan(500);
});

it('agrees with brute force for registers of few values, which are tables, and of any number, whose steps are native', () => {
	const casRegister = (findModel('cas-register') as Model).withInitial?.(0) as Model;
	const asked: Model = { ...casRegister };
	fc.assert(
		fc.property(history(8), (some) => {
			const operations = some.filter(({ operation }) => operation.f !== 'increment');
			const expected = expectAgreement(operations, casRegister);
			const { search } = prepare(operations, casRegister);
			const interned = new InternedModel(casRegister);
			interned.stateId(casRegister.initial);
			for (const { operation } of operations) interned.classId(operation);
			const { rows } = registerSteps(interned) as NativeSteps;
			const { table: _, ...withoutTable } = search.transitions;
			const computed = { ...search, transitions: { ...withoutTable, stateCount: 0, rows } };
			expect(Kernel.shared().searchDepthFirst(computed).outcome).toBe(expected);
			expect(Kernel.shared().searchBreadthFirst(computed).outcome).toBe(expected);
			const { search: plain } = prepare(operations, asked);
			const { table: __, ...unknown } = plain.transitions;
			expect(Kernel.shared().searchBreadthFirst({ ...plain, transitions: unknown }).outcome).toBe(expected);
		}),
		{ numRuns: runs(2_000) },
	);
});

it('agrees with brute force for a model that promises nothing', () => {
	const { isReadOnly: _, isBlind: __, ...bare } = register;
	fc.assert(
		fc.property(history(6), (operations) => {
			expectAgreement(operations, bare);
		}),
		{ numRuns: runs(2_000) },
	);
});

it('agrees with brute force when more than 64 operations are open', () => {
	// Reads of the initial value that are open all the time: they are linearized at once, and move all others to the second
	// and third word of the bit sets.
	const open = Array.from({ length: 140 }, (_, i) => ({
		operation: { type: 'ok', f: 'read', input: null, output: 0 } as const,
		invoked: -1 + i / 1000,
		completed: 1000 + i,
	}));
	fc.assert(
		fc.property(history(6), fc.integer({ min: 60, max: 140 }), (operations, count) => {
			const { intervals, initial, step } = prepare(operations, register);
			const expected = isLinearizableByBruteForce(intervals, initial, step) ? 'ok' : 'illegal';
			const { search } = prepare([...open.slice(0, count), ...operations], register);
			expect(Kernel.shared().searchDepthFirst(search).outcome).toBe(expected);
			expect(Kernel.shared().searchBreadthFirst(search).outcome).toBe(expected);
		}),
		{ numRuns: runs(1_500) },
	);
});
