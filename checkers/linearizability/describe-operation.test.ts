import { expect, it } from 'vitest';
import type { JsonValue, Operation } from '../../harness/model/index.ts';
import { describeOperation } from './describe-operation.ts';

const operation = (f: string, input: JsonValue, output: JsonValue, type: Operation['type'] = 'ok'): Operation => ({
	process: 0,
	f,
	input,
	output,
	type,
	invoked: 0,
	completed: 1,
	invokedAt: 0,
	completedAt: 1,
});

it.each([
	[operation('read', null, 1), 'read → 1'],
	[operation('read', null, null), 'read → null'],
	[operation('write', 5, 5), 'write 5'],
	[operation('write', 5, null), 'write 5'],
	[operation('cas', [1, 2], [1, 2]), 'cas [1,2]'],
	[operation('add', 'x', true), 'add "x" → true'],
	[operation('acquire', null, null), 'acquire'],
	[operation('write', 5, null, 'info'), 'write 5 (crashed)'],
	[operation('get', null, 'x'.repeat(500)), `get → "${'x'.repeat(37)} … ${'x'.repeat(37)}"`],
])('%#: %o', (given, text) => {
	expect(describeOperation(given)).toBe(text);
});
