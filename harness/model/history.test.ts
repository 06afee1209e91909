import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventColumns, eventTypes } from './event-columns.ts';
import { errorOf } from './fixtures/error-of.ts';
import { History, HistoryError } from './history.ts';
import type { JsonValue } from './json.ts';
import type { EventType, HistoryEvent } from './operation.ts';

type NewEvent = Omit<HistoryEvent, 'index'>;

/** What `JSON.parse` can give; `-0` is equal to 0 everywhere, and is left out. */
const json = fc
	.oneof(fc.jsonValue(), fc.tuple(fc.nat(), fc.nat()), fc.nat(5), fc.boolean(), fc.double({ noNaN: true }))
	.map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);

const event: fc.Arbitrary<NewEvent> = fc
	.record(
		{
			time: fc.nat(),
			process: fc.oneof({ weight: 9, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.maxSafeInteger() }),
			type: fc.constantFrom<EventType>('invoke', 'ok', 'fail', 'info'),
			f: fc.constantFrom('read', 'write', 'cas'),
			key: fc.oneof(fc.constantFrom<JsonValue>('x', 1, '1', ['a', 1], '["a",1]'), json),
			value: json,
			error: fc.string(),
		},
		{ requiredKeys: ['time', 'process', 'type', 'f', 'value'] },
	)
	// No key and a key null are one and the same.
	.map(({ key, ...others }) => (key === undefined || key === null ? others : { ...others, key }));

/** The rules, as the documentation has them: whether events up to here are one history. */
function followsRules(events: readonly NewEvent[], next: NewEvent): boolean {
	const earlier = events.filter(({ process }) => process === next.process);
	const last = earlier.at(-1);
	if (next.type === 'invoke') return last === undefined || last.type === 'ok' || last.type === 'fail';
	return last?.type === 'invoke' && last.f === next.f;
}

describe('History', () => {
	it('takes exactly what follows the rules, and gives it back', () => {
		fc.assert(
			fc.property(fc.array(event, { maxLength: 40, size: 'max' }), (events) => {
				const history = new History();
				const taken: NewEvent[] = [];
				for (const next of events) {
					if (followsRules(taken, next)) {
						expect(history.append(next)).toBe(taken.length);
						taken.push(next);
					} else expect(() => history.append(next)).toThrow(HistoryError);
				}
				expect([...history.events()]).toEqual(taken.map((one, index) => ({ index, ...one })));
				expect(history.hasKeys).toBe(taken.some(({ key }) => key !== undefined));
				expectSame(History.adopt(columnsOf(taken)), history);
			}),
			{ numRuns: 500 },
		);
	});

	it('names the first event that breaks a rule when it takes columns over', () => {
		fc.assert(
			fc.property(fc.array(event, { maxLength: 20 }), (events) => {
				const wrong = events.findIndex((next, index) => !followsRules(events.slice(0, index), next));
				if (wrong === -1) expect(History.adopt(columnsOf(events)).length).toBe(events.length);
				else expect(errorOf(() => History.adopt(columnsOf(events)))).toMatchObject({ index: wrong });
			}),
		);
	});

	it('pairs invocations with their completions', () => {
		const history = History.of([
			{ time: 1, process: 0, type: 'invoke', f: 'write', value: 1 },
			{ time: 2, process: 1, type: 'invoke', f: 'read', value: null },
			{ time: 3, process: 0, type: 'info', f: 'write', value: null, error: 'timed out' },
			{ time: 4, process: 1, type: 'ok', f: 'read', value: [1, 2] },
			{ time: 5, process: 2, type: 'invoke', f: 'read', value: null },
		]);
		const infinity = Number.POSITIVE_INFINITY;
		const crashed = { type: 'info', completed: infinity, completedAt: infinity, output: null };
		expect([...history.operations()]).toMatchObject([
			{ ...crashed, process: 0, input: 1, invoked: 0, error: 'timed out' },
			{ process: 1, type: 'ok', invoked: 1, completed: 3, completedAt: 4, output: [1, 2] },
			{ ...crashed, process: 2, invoked: 4 },
		]);
		expect(history.count()).toEqual({ ok: 1, fail: 0, info: 2 });
		expect(() => history.operation(3)).toThrow('Expected an invoke at index 3, got ok');
		expect(() => history.event(5)).toThrow('Expected an index below 5, got 5');
	});

	it('grows without losing anything', () => {
		const history = new History();
		for (let i = 0; i < 200_000; i++) {
			const [type, value] = i % 2 === 0 ? (['invoke', null] as const) : (['ok', i] as const);
			history.append({ time: i, process: 5, type, f: 'read', key: i % 1000, value });
		}
		const { columns } = history;
		expect([columns.types.length, columns.times[199_999], columns.partners[199_999]]).toEqual([
			200_000, 199_999, 199_998,
		]);
		for (let i = 1; i < 200_000; i += 2) {
			if (columns.value(i) !== i || columns.key(i) !== i % 1000) throw new Error(`Event ${i} was lost`);
		}
	});
});

/** That the columns say the same of every event, and the operations too. */
function expectSame(actual: History, expected: History): void {
	expect([...actual.operations()]).toEqual([...expected.operations()]);
	const { columns } = actual;
	expect(columns.partners).toEqual(expected.columns.partners);
	for (const { index, ...event } of expected.events()) {
		expect([columns.key(index), columns.value(index)]).toEqual([event.key ?? null, event.value]);
		expect(eventTypes[columns.types[index] as number]).toBe(event.type);
		expect(columns.ordinal(index)).toBe(ordinalOf(event.value));
	}
}

function ordinalOf(value: JsonValue): number {
	if (value === null) return 0;
	return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 30 ? (value as number) + 1 : -1;
}

function columnsOf(events: readonly NewEvent[]): EventColumns {
	const columns = new EventColumns();
	for (const one of events) columns.append(one);
	return columns;
}
