import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../harness/model/index.ts';
import { nastyText } from './fixtures/nasty.ts';
import { formatValue, type Labelled, operationLabel } from './operation-label.ts';

describe('operationLabel', () => {
	const cases: [string, Labelled][] = [
		['write k3 5', { f: 'write', key: 'k3', input: 5, output: 5, type: 'ok' }],
		['read k3 → 4', { f: 'read', key: 'k3', input: null, output: 4, type: 'ok' }],
		['read k3 → null', { f: 'read', key: 'k3', input: null, output: null, type: 'ok' }],
		['read 7', { f: 'read', key: 7, input: null, output: null, type: 'info' }],
		['cas k3 4→5', { f: 'cas', key: 'k3', input: [4, 5], output: [4, 5], type: 'ok' }],
		['cas k3 4→5 (failed)', { f: 'cas', key: 'k3', input: [4, 5], output: null, type: 'fail' }],
		['dequeue → 3', { f: 'dequeue', input: null, output: 3, type: 'ok' }],
		['enqueue 3', { f: 'enqueue', input: 3, output: 3, type: 'ok' }],
		['write x "5"', { f: 'write', key: 'x', input: '5', output: null, type: 'info' }],
		['write x "null"', { f: 'write', key: 'x', input: 'null', output: null, type: 'info' }],
		['txn [["r","x",null]] → [["r","x",1]]', txn()],
	];
	it.each(cases)('%s', (label, operation) => {
		expect(operationLabel(operation)).toBe(label);
	});

	it('is one printable line of limited length, whatever the operation says', () => {
		const label = operationLabel({ f: nastyText, key: nastyText, input: nastyText, output: null, type: 'info' });
		expect(label).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
		expect([...label].length).toBe(60);
		expect(label.endsWith('…')).toBe(true);
	});
});

describe('formatValue', () => {
	it('shows different values differently', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
				const same = JSON.stringify(a) === JSON.stringify(b);
				expect(formatValue(a as JsonValue) === formatValue(b as JsonValue)).toBe(same);
			}),
		);
	});
});

function txn(): Labelled {
	return { f: 'txn', input: [['r', 'x', null]], output: [['r', 'x', 1]], type: 'ok' };
}
