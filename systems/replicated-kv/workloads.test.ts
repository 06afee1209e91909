import { describe, expect, it } from 'vitest';
import type { Generator, Invocation } from '../../harness/model/index.ts';
import { createRandom } from '../../harness/runtimes/random.ts';
import { poolKeys } from './kv-operations.ts';
import { invocations, options } from './testing/invocations.ts';
import { kv, register } from './workloads.ts';

describe('the workload kv', () => {
	const operations = invocations(kv.operations(options), 3000, createRandom('1', 'generator'));

	it('mixes reads, writes and compare-and-set', () => {
		const count = (f: string) => operations.filter((operation) => operation.f === f).length;
		expect(count('read')).toBeGreaterThan(1000);
		expect(count('write')).toBeGreaterThan(600);
		expect(count('cas')).toBeGreaterThan(300);
	});

	it('writes every value once, so that a read says which write it saw', () => {
		const written = operations
			.filter(({ f }) => f !== 'read')
			.map(({ f, value }) => (f === 'cas' ? (value as number[])[1] : value));
		expect(new Set(written).size).toBe(written.length);
	});

	it('uses few keys at a time, and all of them in turn', () => {
		const keysOf = (some: readonly Invocation[]) => new Set(some.map(({ key }) => key));
		expect(keysOf(operations)).toEqual(new Set(poolKeys));
		for (let start = 0; start + 50 <= operations.length; start += 50) {
			expect(keysOf(operations.slice(start, start + 50)).size).toBeLessThanOrEqual(3);
		}
	});

	it('asks a compare-and-set only for values that somebody has seen under its key', () => {
		for (const [i, { f, key, value }] of operations.entries()) {
			if (f !== 'cas') continue;
			const from = (value as number[])[0];
			const seen = operations
				.slice(0, i)
				.some((o) => o.key === key && [o.value, (o.value as number[])?.[1]].includes(from));
			expect(seen).toBe(true);
		}
	});

	it('reads each key several times in the end', () => {
		const last = invocations(kv.finalOperations?.(options) as Generator, 10_000, createRandom('1', 'generator'));
		expect(last.every(({ f }) => f === 'read')).toBe(true);
		for (const key of poolKeys) expect(last.filter((read) => read.key === key)).toHaveLength(3);
	});
});

describe('the workload register', () => {
	it('uses one key and five values', () => {
		const operations = invocations(register.operations(options), 500, createRandom('1', 'generator'));
		expect(new Set(operations.map(({ key }) => key)).size).toBe(1);
		const values = operations.flatMap(({ value }) => (value === null ? [] : [value].flat()));
		expect(new Set(values)).toEqual(new Set([0, 1, 2, 3, 4]));
	});
});
