import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { History, type Operation } from '../../harness/model/index.ts';
import { asciiHistory } from './ascii-history.ts';

describe('asciiHistory', () => {
	it('draws a lane for each process, in the order of invocations and completions', () => {
		const history = History.of([
			{ time: 0, process: 0, type: 'invoke', f: 'write', key: 'x', value: 1 },
			{ time: 1, process: 0, type: 'ok', f: 'write', key: 'x', value: 1 },
			{ time: 2, process: 1, type: 'invoke', f: 'write', key: 'x', value: 2 },
			{ time: 3, process: 2, type: 'invoke', f: 'cas', key: 'x', value: [1, 2] },
			{ time: 4, process: 2, type: 'fail', f: 'cas', key: 'x', value: [1, 2], error: 'precondition' },
			{ time: 5_000_000, process: 3, type: 'invoke', f: 'read', key: 'x', value: null },
			{ time: 5_000_001, process: 3, type: 'ok', f: 'read', key: 'x', value: null },
			{ time: 6_000_000, process: 1, type: 'info', f: 'write', key: 'x', value: 2, error: 'timeout' },
		]);
		expect(`\n${asciiHistory([...history.operations()], { highlighted: new Set([5]) })}\n`).toBe(`
process 0  |- write x 1 -|
process 1                 |---------------- write x 2 ----------------?
process 2                  |- cas x 1→2 (failed) -|
process 3                                          |= read x → null =|
`);
	});

	it('keeps two operations of one process in one lane', () => {
		const history = History.of([
			{ time: 0, process: 7, type: 'invoke', f: 'enqueue', value: 'a' },
			{ time: 1, process: 7, type: 'ok', f: 'enqueue', value: 'a' },
			{ time: 2, process: 7, type: 'invoke', f: 'dequeue', value: null },
			{ time: 3, process: 7, type: 'ok', f: 'dequeue', value: 'a' },
		]);
		expect(asciiHistory([...history.operations()])).toBe('process 7  |- enqueue a -||- dequeue → a -|');
	});

	it('names operations by letters when the labels do not fit, and folds what is still too wide', () => {
		const history = new History();
		for (let i = 0; i < 12; i++) {
			history.append({ time: 2 * i, process: i % 3, type: 'invoke', f: 'write', key: 'key', value: i });
			history.append({ time: 2 * i + 1, process: i % 3, type: 'ok', f: 'write', key: 'key', value: i });
		}
		const picture = asciiHistory([...history.operations()], { width: 60 });
		expect(Math.max(...picture.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
		expect(picture).toContain('|- a -|');
		expect(picture).toContain('l: write key 11');
		expect(picture).toContain('…\n');
	});

	it('says so when there is nothing to draw', () => {
		expect(asciiHistory([])).toBe('(no operations)');
	});

	it('shows one operation ending before another begins if and only if it did', () => {
		fc.assert(
			fc.property(concurrentOperations(), (operations) => {
				const bars = parse(asciiHistory(operations, { width: 1_000_000 }), operations);
				for (const a of operations) {
					for (const b of operations) {
						const precedes = a.completed < b.invoked;
						const isLeftOf = (bars.get(a)?.end ?? Number.NaN) < (bars.get(b)?.start ?? Number.NaN);
						expect(isLeftOf).toBe(precedes);
					}
				}
			}),
		);
	});
});

/** Operations of a process each, that begin and end in any order; some never end. */
function concurrentOperations(): fc.Arbitrary<Operation[]> {
	return fc.array(fc.tuple(fc.integer(), fc.integer(), fc.boolean()), { minLength: 1, maxLength: 12 }).map((spans) => {
		const events = spans.flatMap(([a, b, ends], process) => [
			{ at: Math.min(a, b), process, begins: true, ends },
			{ at: Math.max(a, b), process, begins: false, ends },
		]);
		// The sort is stable: an invocation comes before the completion of its own operation.
		events.sort((left, right) => left.at - right.at);
		const history = new History();
		for (const [time, { process, begins, ends }] of events.entries()) {
			if (!begins && !ends) continue;
			const type = begins ? 'invoke' : 'ok';
			history.append({ time, process, type, f: 'write', value: process });
		}
		return [...history.operations()];
	});
}

function parse(picture: string, operations: readonly Operation[]) {
	const rows = new Map(picture.split('\n').map((row) => [Number(/^process (\d+)/.exec(row)?.[1]), row]));
	return new Map(
		operations.map((operation) => {
			const row = rows.get(operation.process) ?? '';
			return [operation, { start: row.indexOf('|'), end: row.length - 1 }];
		}),
	);
}
