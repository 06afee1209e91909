import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../harness/model/index.ts';
import { canonical, same } from './canonical.ts';
import { asModel, inconsistent, type Model, ModelError, type SequentialOperation } from './model.ts';
import { findModel, models } from './models.ts';

/** An operation in short; without an output it crashed. */
function operation(f: string, input: JsonValue, output?: JsonValue): SequentialOperation {
	return output === undefined ? { type: 'info', f, input, output } : { type: 'ok', f, input, output };
}

/** Whether a model allows these operations one after the other. */
function allows(name: string, ...operations: readonly SequentialOperation[]): boolean {
	const model = findModel(name) as Model;
	let state = model.initial;
	for (const one of operations) {
		const next = model.step(state, one);
		if (next === inconsistent) return false;
		state = next;
	}
	return true;
}

const accepted: (readonly [string, ...SequentialOperation[]])[] = [
	['register', operation('read', null, null), operation('write', 3, null), operation('read', null, 3)],
	['register', operation('write', { a: 1, b: 2 }), operation('read', null, { b: 2, a: 1 })],
	['cas-register', operation('write', 1), operation('cas', [1, 2], true), operation('read', null, 2)],
	['cas-register', operation('cas', [null, 2]), operation('read', null, 2)],
	[
		'kv',
		operation('get', null, ''),
		operation('append', 'a', 'a'),
		operation('append', 'b'),
		operation('get', null, 'ab'),
	],
	['kv', operation('put', 'x', 'x'), operation('append', 'y', 'y'), operation('get', null, 'xy')],
	['kv', operation('read', null, null), operation('write', 1, null), operation('cas', [1, 2], null)],
	['mutex', operation('acquire', null, null), operation('release', null, null), operation('acquire', null)],
	['set', operation('add', 1, true), operation('add', 1, false), operation('read', null, [1])],
	['set', operation('add', 'b', 'b'), operation('add', 'a'), operation('read', null, ['b', 'a'])],
	[
		'set',
		operation('remove', 1, false),
		operation('add', 1, 1),
		operation('remove', 1, true),
		operation('read', null, []),
	],
	['set', operation('contains', 1, false), operation('add', 1, null), operation('contains', 1, true)],
	[
		'queue',
		operation('enqueue', 1, 1),
		operation('enqueue', 2, 2),
		operation('peek', null, 1),
		operation('dequeue', null, 1),
	],
	['queue', operation('enqueue', 1), operation('dequeue', null), operation('dequeue', null, null)],
	['stack', operation('push', 1, 1), operation('push', 2, 2), operation('peek', null, 2), operation('pop', null, 2)],
	['stack', operation('pop', null, null), operation('push', 1), operation('pop', null), operation('peek', null, null)],
	[
		'priority-queue',
		operation('insert', 1, 1),
		operation('insert', 10, 10),
		operation('insert', 9, 9),
		operation('poll', null, 10),
	],
	[
		'counter',
		operation('add', 3, null),
		operation('decrement', null),
		operation('increment', null, null),
		operation('read', null, 3),
	],
	['ticket', operation('take', null, 0), operation('take', null), operation('take', null, 2)],
	[
		'append-list',
		operation('read', null, []),
		operation('append', 1, 1),
		operation('append', 2),
		operation('read', null, [1, 2]),
	],
];

accepted.push(
	['semaphore', operation('acquire', 'a', null), operation('acquire', 'b', 'b'), operation('release', 'a', null)],
	['semaphore', operation('acquire', 'a'), operation('release', 'a', null), operation('acquire', 'a', null)],
	['lease-lock', operation('acquire', null, 33), operation('use', 33, true), operation('release', 33, null)],
	[
		'lease-lock',
		operation('acquire', null, 33),
		operation('acquire', null, 34),
		operation('use', 34),
		operation('use', 33, false),
	],
	['grow-only-set', operation('add', 'b', null), operation('add', 'a'), operation('read', null, ['b', 'a'])],
	['unique-ids', operation('generate', null, 7), operation('generate', null), operation('generate', null, 6)],
);

const refused: readonly (readonly [string, ...SequentialOperation[]])[] = [
	['register', operation('read', null, 1)],
	['register', operation('write', 3, null), operation('read', null, '3')],
	['cas-register', operation('cas', [1, 2], null)],
	['kv', operation('append', 'a', 'a'), operation('append', 'b', 'b'), operation('get', null, 'ba')],
	['kv', operation('get', null, null)],
	['mutex', operation('release', null, null)],
	['mutex', operation('acquire', null), operation('acquire', null, null)],
	['set', operation('add', 1, true), operation('add', 1, true)],
	['set', operation('add', 1, 1), operation('read', null, [1, 1])],
	['set', operation('add', 1, 1), operation('read', null, [2])],
	['queue', operation('enqueue', 1, 1), operation('enqueue', 2, 2), operation('dequeue', null, 2)],
	['queue', operation('enqueue', 1, 1), operation('dequeue', null, null)],
	['stack', operation('push', 1, 1), operation('push', 2, 2), operation('pop', null, 1)],
	['priority-queue', operation('insert', 9, 9), operation('insert', 10, 10), operation('poll', null, 9)],
	['counter', operation('add', 3, null), operation('read', null, 2)],
	['ticket', operation('take', null, 0), operation('take', null, 0)],
	['append-list', operation('append', 1, 1), operation('append', 2, 2), operation('read', null, [2, 1])],
	['semaphore', operation('acquire', 'a', null), operation('acquire', 'b', null), operation('acquire', 'c', null)],
	['semaphore', operation('acquire', 'a', null), operation('acquire', 'a', null)],
	['semaphore', operation('release', 'a', null)],
	['lease-lock', operation('acquire', null, 33), operation('acquire', null, 33)],
	['lease-lock', operation('use', 34, true), operation('use', 33, true)],
	['lease-lock', operation('use', 33, true), operation('use', 33, false)],
	['grow-only-set', operation('add', 'a', null), operation('read', null, [])],
	['unique-ids', operation('generate', null, 'a'), operation('generate', null, 'a')],
];

const described = (table: typeof refused) =>
	table.map(([name, ...operations]) => ({
		name,
		operations,
		text: operations.map(({ f, input, output }) => `${f} ${canonical(input)} ${canonical(output)}`).join(', '),
	}));

it.each(described(accepted))('$name allows $text', ({ name, operations }) => {
	expect(allows(name, ...operations)).toBe(true);
});

it.each(described(refused))('$name refuses $text', ({ name, operations }) => {
	expect(allows(name, ...operations)).toBe(false);
});

describe.each(models)('$name', (model) => {
	it('is tried above in both ways', () => {
		expect(accepted.some(([name]) => name === model.name)).toBe(true);
		expect(refused.some(([name]) => name === model.name)).toBe(true);
	});

	it('refuses operations that it does not know', () => {
		expect(() => model.step(model.initial, operation('no-such', null, null))).toThrow(ModelError);
	});
});

it('models refuse arguments that make no sense', () => {
	expect(() => allows('cas-register', operation('cas', 3, null))).toThrow('to be a pair [old, new], got 3');
	expect(() => allows('counter', operation('add', 'a', null))).toThrow('to be a whole number, got "a"');
	expect(() => allows('priority-queue', operation('insert', null, null))).toThrow('to be a number, got null');
	expect(() => allows('lease-lock', operation('use', 'a', true))).toThrow('a token to be a number, got "a"');
	expect(() => findModel('semaphore')?.withInitial?.(0)).toThrow('of a semaphore to be its permits, got 0');
	expect(() => allows('kv', operation('append', 1, null))).toThrow('to work on strings, got 1');
});

it('asModel takes models alone', () => {
	const model = findModel('register');
	expect(asModel(model, 'a.ts')).toBe(model);
	expect(() => asModel(undefined, 'a.ts')).toThrow('Expected a.ts to export a model as its default, got undefined');
	expect(() => asModel({ step() {} }, 'a.ts')).toThrow('to have a name');
	expect(() => asModel({ name: 'm' }, 'a.ts')).toThrow('to have a function step');
	expect(() => asModel({ name: 'm', step() {} }, 'a.ts')).toThrow('to have an initial state');
});

describe('canonical', () => {
	it.each<[unknown, unknown, boolean]>([
		[1, '1', false],
		[null, 'null', false],
		[null, undefined, false],
		[0, -0, true],
		[{ a: 1, b: [2] }, { b: [2], a: 1 }, true],
		[[1, [2, 3]], [[1, 2], 3], false],
		[[], {}, false],
		[['a,b'], ['a', 'b'], false],
		[{ a: undefined }, {}, false],
		[1n, 1, false],
		[Number.NaN, Number.NaN, true],
	])('%o and %o: %o', (a, b, equal) => {
		expect(canonical(a) === canonical(b)).toBe(equal);
		if (typeof a === 'object' && typeof b === 'object') expect(same(a, b)).toBe(equal);
	});

	it.each([[new Map()], [new Set([1])], [new Date(0)], [() => 1], [Symbol('a')], [[new Map()]]])(
		'refuses %s',
		(value) => {
			expect(() => canonical(value)).toThrow('Expected a value made of plain JSON');
		},
	);
});
