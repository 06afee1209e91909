import { describe, expect, it } from 'vitest';
import type { Generator, Workload } from '../../harness/model/index.ts';
import { createRandom } from '../../harness/runtimes/random.ts';
import { invocations, options } from '../replicated-kv/testing/invocations.ts';
import { workloads } from './workloads.ts';

const membership = workloads.find(({ name }) => name === 'membership') as Workload;

describe('the workload membership', () => {
	it('takes each server out and in again, and has all of them in the end', () => {
		const changes = invocations(membership.operations(options), 3000, createRandom('1', 'generator')).filter(({ f }) =>
			f.endsWith('-server'),
		);
		expect(changes.slice(0, 4)).toEqual([
			{ f: 'remove-server', value: 'n1' },
			{ f: 'add-server', value: 'n1' },
			{ f: 'remove-server', value: 'n2' },
			{ f: 'add-server', value: 'n2' },
		]);
		const last = invocations(
			membership.finalOperations?.(options) as Generator,
			10_000,
			createRandom('1', 'generator'),
		);
		expect(last.filter(({ f }) => f === 'add-server').map(({ value }) => value)).toEqual([
			'n1',
			'n2',
			'n3',
			'n4',
			'n5',
		]);
	});
});
