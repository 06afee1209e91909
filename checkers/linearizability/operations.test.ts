import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History, type JsonValue } from '../../harness/model/index.ts';
import { canonical } from './canonical.ts';
import { simulateHistory } from './fixtures/simulate-history.ts';
import { CRASHED, NONE, type OperationTable, splitByKey, tabulate } from './operations.ts';
import { ValueTable } from './value-table.ts';

describe('ValueTable', () => {
	it('gives two values one id exactly when their JSON is equal', () => {
		const value = fc.jsonValue({ maxDepth: 2 }).map((json) => json as JsonValue);
		const small = fc.oneof(
			value,
			fc.tuple(fc.nat(3), fc.nat(3)),
			fc.nat(5),
			fc.constantFrom(-0, 1.5, 2 ** 40, '1', true),
		);
		fc.assert(
			fc.property(fc.array(small as fc.Arbitrary<JsonValue>, { maxLength: 30 }), (values) => {
				const table = new ValueTable();
				const ids = values.map((one) => table.intern(one));
				const texts = values.map(canonical);
				for (const [i, id] of ids.entries()) {
					expect(ids.indexOf(id)).toBe(texts.indexOf(texts[i] as string));
					expect(canonical(table.value(id))).toBe(texts[i]);
				}
			}),
			{ numRuns: 1000 },
		);
	});

	it('finds a thousand values again, by their ordinals too', () => {
		const table = new ValueTable();
		const values = Array.from(
			{ length: 3000 },
			(_, i): JsonValue => (i % 3 === 0 ? i * 7 : i % 3 === 1 ? `${i}` : [i, i]),
		);
		const ids = values.map((value) => table.intern(value));
		expect(ids.map((id) => table.value(id))).toEqual(values);
		expect(values.map((value) => table.intern(value))).toEqual(ids);
		const { size } = table;
		for (const [i, value] of values.entries()) {
			if (typeof value === 'number') expect(table.internOrdinal(value + 1)).toBe(ids[i]);
		}
		expect([table.internOrdinal(0), table.size]).toEqual([ValueTable.NULL, size]);
		const fresh = table.internOrdinal(1_000_001);
		expect([fresh, table.intern(1_000_000), table.value(fresh)]).toEqual([size, size, 1_000_000]);
	});

	it('tells the halves of a pair, and that of nothing else', () => {
		const table = new ValueTable();
		const id = table.intern([5, 'a']);
		expect(table.pair(id)).toEqual([table.intern(5), table.intern('a')]);
		expect(table.pair(table.intern([1, 2, 3]))).toBeUndefined();
		expect(table.pair(table.intern(5))).toBeUndefined();
	});
});

describe('tabulate', () => {
	it('says of each operation that did not fail what the history says of it', () => {
		const history = simulateHistory({ seed: 3, operations: 400, crashProbability: 0.05, keys: 3 });
		const expected = [...history.operations()].filter(({ type }) => type !== 'fail');
		expect(rowsOf(tabulate(history))).toEqual(expected.map(plain));
	});

	it('keeps to the functions that are asked for', () => {
		const history = simulateHistory({ seed: 3, operations: 100 });
		const functions = new Set(rowsOf(tabulate(history, ['read', 'cas'])).map(({ f }) => f));
		expect([...functions].sort()).toEqual(['cas', 'read']);
	});

	it('takes operations that are open at the end for crashed ones, however many', () => {
		const history = History.of(
			[0, 1, 2].map((process) => ({ time: 0, process, type: 'invoke', f: 'read', value: null })),
		);
		expect([...tabulate(history).completed]).toEqual([CRASHED, CRASHED, CRASHED]);
	});
});

describe('splitByKey', () => {
	it('puts every operation into the part of its key, in order', () => {
		const history = simulateHistory({ seed: 4, operations: 300, crashProbability: 0.05, keys: 4 });
		const whole = tabulate(history);
		const parts = splitByKey(history, whole);
		expect(parts.map(({ key }) => key).sort()).toEqual([0, 1, 2, 3]);
		for (const { key, table } of parts) {
			expect(rowsOf(table)).toEqual(rowsOf(whole).filter((row) => row.key === key));
		}
	});

	it('leaves a history without keys whole', () => {
		const history = simulateHistory({ seed: 4, operations: 30 });
		const whole = tabulate(history);
		expect(splitByKey(history, whole)).toEqual([{ key: undefined, table: whole }]);
	});

	it('refuses operations without a key among others with one, and says which', () => {
		const history = History.of([
			{ time: 0, process: 0, type: 'invoke', f: 'read', key: 'x', value: null },
			{ time: 0, process: 1, type: 'invoke', f: 'write', value: 5 },
		]);
		expect(() => splitByKey(history, tabulate(history))).toThrow('write at index 1 has none');
	});
});

function rowsOf({ length, values, functions, ...columns }: OperationTable) {
	return Array.from({ length }, (_, row) => {
		const at = (column: Int32Array | Uint16Array) => column[row] as number;
		const output = at(columns.output);
		const key = at(columns.key);
		return {
			f: functions[at(columns.f)] as string,
			key: key === NONE ? undefined : values.value(key),
			input: values.value(at(columns.input)),
			output: output === NONE ? null : values.value(output),
			process: columns.processes[at(columns.invoked)],
			invoked: at(columns.invoked),
			completed: at(columns.completed) === CRASHED ? Number.POSITIVE_INFINITY : at(columns.completed),
		};
	});
}

function plain(operation: ReturnType<History['operation']>) {
	const { f, key, input, output, process, invoked, completed } = operation;
	return { f, key, input, output, process, invoked, completed };
}
