import { describe, expect, it } from 'vitest';
import type { Generator, GeneratorContext, Invocation } from '../../harness/model/index.ts';
import { createRandom } from '../../harness/runtimes/random.ts';
import { poolKeys } from './kv-operations.ts';
import { workloads } from './workloads.ts';

const options = { nodeCount: 5, concurrency: 10, rate: 100 };

/** The first invocations, each answered with `ok` at once by the process that got it. */
function invocations(generator: Generator, count: number): Invocation[] {
	const processes = Array.from({ length: options.concurrency }, (_, process) => process);
	const random = createRandom('1', 'generator');
	const result: Invocation[] = [];
	let time = 0;
	let current = generator;
	while (result.length < count) {
		const context: GeneratorContext = { time, freeProcesses: processes, processes, concurrency: 10, random };
		const next = current.next(context);
		if (next.type === 'exhausted') break;
		current = next.rest;
		time += 10e6;
		if (next.type === 'pending') continue;
		const { process, invocation } = next.operation;
		result.push(invocation);
		current = current.update(context, { ...invocation, process, time, type: 'invoke' });
		current = current.update(context, { ...invocation, process, time, type: 'ok' });
	}
	return result;
}

const workload = (name: string) => workloads.find((workload) => workload.name === name) as (typeof workloads)[number];

describe('the workload kv', () => {
	const operations = invocations(workload('kv').operations(options), 3000);

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
		const last = invocations(workload('kv').finalOperations?.(options) as Generator, 10_000);
		expect(last.every(({ f }) => f === 'read')).toBe(true);
		for (const key of poolKeys) expect(last.filter((read) => read.key === key)).toHaveLength(3);
	});
});

describe('the workload membership', () => {
	it('takes each server out and in again, and has all of them in the end', () => {
		const changes = invocations(workload('membership').operations(options), 3000).filter(({ f }) =>
			f.endsWith('-server'),
		);
		expect(changes.slice(0, 4)).toEqual([
			{ f: 'remove-server', value: 'n1' },
			{ f: 'add-server', value: 'n1' },
			{ f: 'remove-server', value: 'n2' },
			{ f: 'add-server', value: 'n2' },
		]);
		const last = invocations(workload('membership').finalOperations?.(options) as Generator, 10_000);
		expect(last.filter(({ f }) => f === 'add-server').map(({ value }) => value)).toEqual([
			'n1',
			'n2',
			'n3',
			'n4',
			'n5',
		]);
	});
});

describe('the workload register', () => {
	it('uses one key and five values', () => {
		const operations = invocations(workload('register').operations(options), 500);
		expect(new Set(operations.map(({ key }) => key)).size).toBe(1);
		const values = operations.flatMap(({ value }) => (value === null ? [] : [value].flat()));
		expect(new Set(values)).toEqual(new Set([0, 1, 2, 3, 4]));
	});
});
