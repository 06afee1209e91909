import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonValue } from '../../../harness/model/index.ts';
import { isLinearizableByBruteForce } from '../brute-force.ts';
import { InternedModel } from '../interned-model.ts';
import { inconsistent, type Model, type SequentialOperation } from '../model.ts';
import { type Interval, layOut } from '../problem.ts';
import { Kernel } from './kernel.ts';

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

function search(operations: RandomHistory, model: Model) {
	const interned = new InternedModel(model);
	const intervals: Interval[] = operations.map(({ operation, invoked, completed }) => ({
		operationClass: interned.classId(operation),
		invoked,
		completed,
	}));
	const step = (state: number, operationClass: number) => interned.step(state, operationClass);
	const initial = interned.stateId(model.initial);
	const flags = Int32Array.from({ length: interned.classCount }, (_, id) => interned.flags(id));
	const { outcome } = Kernel.shared().search(layOut(intervals, interned), flags, initial, step, {
		steps: Number.POSITIVE_INFINITY,
		deadline: Number.POSITIVE_INFINITY,
		memoryBytes: 2 ** 28,
	});
	return { outcome, intervals, initial, step };
}

function judge(operations: RandomHistory, model: Model) {
	const { outcome, intervals, initial, step } = search(operations, model);
	return { outcome, expected: isLinearizableByBruteForce(intervals, initial, step) };
}

it('agrees with brute force on small histories', () => {
	let accepted = 0;
	let refused = 0;
	fc.assert(
		fc.property(history(7), (operations) => {
			const { outcome, expected } = judge(operations, register);
			expect(outcome).toBe(expected ? 'ok' : 'illegal');
			if (expected) accepted++;
			else refused++;
		}),
		{ numRuns: 10_000 },
	);
	expect(accepted).toBeGreaterThan(1000);
	expect(refused).toBeGreaterThan(1000);
});

it('agrees with brute force for a model that promises nothing', () => {
	const { isReadOnly: _, isBlind: __, ...bare } = register;
	fc.assert(
		fc.property(history(6), (operations) => {
			const { outcome, expected } = judge(operations, bare);
			expect(outcome).toBe(expected ? 'ok' : 'illegal');
		}),
		{ numRuns: 5_000 },
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
			const { expected } = judge(operations, register);
			const crowded = [...open.slice(0, count), ...operations];
			expect(search(crowded, register).outcome).toBe(expected ? 'ok' : 'illegal');
		}),
		{ numRuns: 1_500 },
	);
});
