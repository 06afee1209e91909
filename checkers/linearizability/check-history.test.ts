import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckerResult, History, type HistoryEvent, type JsonValue } from '../../harness/model/index.ts';
import { isLinearizableByBruteForce } from './brute-force.ts';
import { checkHistory } from './check-history.ts';
import type { LinearizabilityDetails } from './details.ts';
import { simulateAppends } from './fixtures/simulate-appends.ts';
import { type SimulationOptions, simulateHistory } from './fixtures/simulate-history.ts';
import { inconsistent, type Model, ModelError } from './model.ts';
import { findModel } from './models.ts';
import { splitIntoParts } from './parts.ts';

const model = (name: string): Model => findModel(name) as Model;
const casRegister = model('cas-register');

function check(history: History, chosen = casRegister, timeLimitMs = 20_000): CheckerResult {
	return checkHistory(history, { model: chosen, timeLimitMs });
}

/** Events in short: `[process, type, f, value, key]`. */
type Short = readonly [process: number, type: HistoryEvent['type'], f: string, value: JsonValue, key?: JsonValue];

function historyOf(...events: readonly Short[]): History {
	return History.of(
		events.map(([process, type, f, value, key], time) => ({
			time,
			process,
			type,
			f,
			value,
			...(key !== undefined && { key }),
		})),
	);
}

describe('simulated registers', () => {
	const settings: readonly (Partial<SimulationOptions> & { readonly label: string })[] = [
		{ label: 'five values', concurrency: 5 },
		{ label: 'two values, crowded', values: 2, concurrency: 12 },
		{ label: 'unique values', values: 0, concurrency: 8, cas: 0 },
		{ label: 'crashes', crashProbability: 0.08, concurrency: 6 },
		{ label: 'many crashes of unique values', values: 0, crashProbability: 0.15, cas: 0, operations: 120 },
		{ label: 'keys and crashes', keys: 3, crashProbability: 0.05, operations: 200, concurrency: 10 },
		{ label: 'mostly cas', cas: 0.7, reads: 0.2, crashProbability: 0.05 },
	];

	it.each(settings)('are accepted: $label', ({ label: _, ...setting }) => {
		for (let seed = 1; seed <= 60; seed++) {
			const result = check(simulateHistory({ operations: 150, ...setting, seed }));
			expect([seed, result.valid, result.reason]).toEqual([seed, true, undefined]);
		}
	});

	it.each(settings)('are refused once a read returns what nobody wrote: $label', ({ label: _, ...setting }) => {
		for (let seed = 1; seed <= 10; seed++) {
			const history = withOneRead(simulateHistory({ operations: 150, ...setting, seed }), seed, () => -1);
			const result = check(history);
			expect([seed, result.valid]).toEqual([seed, false]);
			expectWitnessesToHold(history, result);
		}
	});

	it.each(settings)(
		'are judged the same with and without what the model tells of itself: $label',
		({ label: _, ...setting }) => {
			const { isReadOnly: _r, isBlind: _b, values: _v, ...bare } = casRegister;
			let refused = 0;
			for (let seed = 1; seed <= 60; seed++) {
				const random = seed * 31;
				const values = setting.values === 0 ? 100 : 5;
				const history = withOneRead(
					simulateHistory({ ...setting, operations: 60, concurrency: 5, seed }),
					seed,
					() => random % values,
				);
				const result = check(history);
				expect([seed, check(history, bare).valid]).toEqual([seed, result.valid]);
				if (result.valid === false) refused++;
				expectWitnessesToHold(history, result);
			}
			expect(refused).toBeGreaterThan(2);
		},
	);

	it.each(settings)('with one wrong read are refused on account of it: $label', ({ label: _, ...setting }) => {
		let accused = 0;
		for (let seed = 1; seed <= 25; seed++) {
			const values = setting.values === 0 ? 60 : 5;
			const correct = simulateHistory({ operations: 120, ...setting, seed });
			const history = withOneRead(correct, seed, () => (seed * 13) % values);
			const wrong = chooseRead(correct, seed);
			for (const { operations, details } of check(history).anomalies) {
				// Without that read the history is linearizable, and every deletion keeps it so: a witness that leaves it out
				// would prove nothing. One that starts later may owe its beginning to it.
				const { before } = details as unknown as LinearizabilityDetails;
				if (before.length > 1 || before[0]?.state !== 'null') continue;
				const processes = operations.map((index) => [history.event(index).process, history.operation(index).completed]);
				expect([seed, processes]).toEqual([seed, expect.arrayContaining([[wrong.process, wrong.index]])]);
				accused++;
			}
		}
		expect(accused).toBeGreaterThan(0);
	});
});

/** The same history, but one read returned something else. */
function withOneRead(history: History, seed: number, change: (value: JsonValue) => JsonValue): History {
	const chosen = chooseRead(history, seed).index;
	return History.of(
		[...history.events()].map(({ index, ...event }) =>
			index === chosen ? { ...event, value: change(event.value) } : event,
		),
	);
}

/** The event of the read that `withOneRead` changes. */
function chooseRead(history: History, seed: number): HistoryEvent {
	const reads = [...history.events()].filter(({ f, type }) => f === 'read' && type === 'ok');
	return reads[(seed * 7) % reads.length] as HistoryEvent;
}

describe('against brute force', () => {
	const value = fc.integer({ min: 0, max: 2 });
	const call = fc.oneof(
		fc.record({ f: fc.constant('read'), input: fc.constant(null), output: fc.option(value) }),
		fc.record({ f: fc.constant('write'), input: value, output: fc.constant(null) }),
		fc.record({ f: fc.constant('cas'), input: fc.tuple(value, value), output: fc.constant(null) }),
	);
	const token = fc.constantFrom('a', 'b');
	const text = fc.constantFrom('', 'a', 'b', 'ab', 'ba', 'aab', 'abab');
	const stringCall = fc.oneof(
		fc.record({ f: fc.constant('get'), input: fc.constant(null), output: text }),
		fc.record({ f: fc.constant('append'), input: token, output: fc.constant(null) }),
		fc.record({ f: fc.constantFrom('append', 'append', 'put'), input: token, output: fc.constant(null) }),
	);
	const items = fc.constantFrom<JsonValue[]>([], [1], [2], [1, 2], [2, 1], [1, 1, 2]);
	const listCall = fc.oneof(
		fc.record({ f: fc.constant('read'), input: fc.constant(null), output: items }),
		fc.record({ f: fc.constant('append'), input: fc.constantFrom(1, 2), output: fc.constant(null) }),
	);

	/** Which process makes the next step (an invocation or a completion) and how an operation ends. */
	const stepOf = (calls: fc.Arbitrary<{ f: string; input: JsonValue; output: JsonValue }>) =>
		fc.record({
			process: fc.nat({ max: 3 }),
			call: calls,
			ending: fc.constantFrom('ok', 'ok', 'ok', 'fail', 'info'),
			key: fc.nat({ max: 1 }),
		});
	type Step = ReturnType<typeof stepOf> extends fc.Arbitrary<infer S> ? S : never;

	function build(steps: readonly Step[], keyed: boolean): History {
		const history = new History();
		const open = new Map<number, { f: string; output: JsonValue; key: number }>();
		const numbers = [0, 1, 2, 3];
		let fresh = 4;
		for (const [time, { process, call: next, ending, key }] of steps.entries()) {
			const number = numbers[process] as number;
			const current = open.get(number);
			const event = { time, process: number };
			if (current === undefined) {
				open.set(number, { ...next, key });
				history.append({ ...event, type: 'invoke', f: next.f, value: next.input, ...(keyed && { key }) });
				continue;
			}
			open.delete(number);
			const type = ending as HistoryEvent['type'];
			history.append({ ...event, type, f: current.f, value: current.output, ...(keyed && { key: current.key }) });
			if (ending === 'info') numbers[process] = fresh++;
		}
		return history;
	}

	it.each([
		{ name: 'cas-register', calls: call, keyed: false, sizeMax: 18, numRuns: 2000 },
		{ name: 'cas-register', calls: call, keyed: true, sizeMax: 24, numRuns: 1000 },
		{ name: 'kv', calls: stringCall, keyed: false, sizeMax: 18, numRuns: 3000 },
		{ name: 'append-list', calls: listCall, keyed: false, sizeMax: 18, numRuns: 1500 },
	])('agrees on small histories, and every witness holds: $name, keys: $keyed', ({ name, calls, ...setting }) => {
		const { keyed, sizeMax, numRuns } = setting;
		const chosen = model(name);
		const found = { true: 0, false: 0 };
		const steps = fc.array(stepOf(calls as never), { minLength: 2, maxLength: sizeMax, size: 'max' });
		fc.assert(
			fc.property(steps, (some) => {
				const history = build(some, keyed);
				const expected = splitIntoParts(history, chosen).every((part) =>
					isLinearizableByBruteForce(part.operations, part.model.stateId(chosen.initial), (state, id) =>
						part.model.step(state, id),
					),
				);
				const result = check(history, chosen);
				expect(result.valid).toBe(expected);
				expectWitnessesToHold(history, result, chosen);
				found[`${expected}`]++;
			}),
			{ numRuns },
		);
		expect(found.true).toBeGreaterThan(100);
		expect(found.false).toBeGreaterThan(100);
	});
});

/**
 * A witness proves what it says: from each of the ways in which it may begin, its operations alone have no order. By brute
 * force where they are few.
 */
function expectWitnessesToHold(history: History, result: CheckerResult, of: Model = casRegister): void {
	if (result.valid !== false) return;
	expect(result.anomalies.length).toBeGreaterThan(0);
	for (const { operations, details } of result.anomalies) {
		const { before, failing, window, key } = details as unknown as LinearizabilityDetails;
		expect(operations).toContain(failing);
		expect(before.length).toBeGreaterThan(0);
		expect(window[0]).toBe(operations[0]);
		expect(window[1]).toBe(history.operation(failing).completed);
		const part = splitIntoParts(history, of).find((one) => (one.key ?? null) === key);
		if (part === undefined) throw new Error('Expected the key of the witness to be in the history');
		const chosen = part.operations.filter(({ invoked }) => operations.includes(invoked));
		expect(chosen.map(({ invoked }) => invoked)).toEqual(operations);
		// Brute force within reason only.
		if (chosen.length > 9) continue;
		for (const { state, applied } of before) {
			const rest = chosen
				.filter(({ invoked }) => !applied.includes(invoked))
				// What is still open when the witness ends may have happened or not.
				.map((one) => (one.completed > window[1] ? { ...one, completed: Number.POSITIVE_INFINITY } : one));
			const start = part.model.stateId(JSON.parse(state));
			expect(isLinearizableByBruteForce(rest, start, (from, id) => part.model.step(from, id))).toBe(false);
		}
	}
}

describe('fifty clients that append', () => {
	const kv = model('kv');

	it.each([1, 2, 4])('are judged within seconds, with seed %i', (seed) => {
		const history = simulateAppends(seed, 50, 340, 10);
		expect(check(history, kv).valid).toBe(true);
		// The longest get has two tokens in the wrong order, which other gets of the key contradict, or real time.
		const gets = [...history.events()].filter(({ f, type }) => f === 'get' && type === 'ok');
		const longest = gets.reduce((a, b) => (`${b.value}`.length > `${a.value}`.length ? b : a));
		const [first, second, ...rest] = `${longest.value}`.split(/(?<=y)/);
		const swapped = [...rest, second, first].join('');
		const wrong = [...history.events()].map(({ index, ...event }) =>
			index === longest.index ? { ...event, value: swapped } : event,
		);
		const result = check(History.of(wrong), kv);
		expect(result.valid).toBe(false);
		// Where so many orders leave no time to explain, the operations are named and nothing is claimed of them.
		const isExplained = result.anomalies.every(({ details }) => details !== undefined);
		if (isExplained) expectWitnessesToHold(History.of(wrong), result, kv);
		else expect(result.anomalies[0]?.message).toContain('no time left');
	});
});

describe('a witness', () => {
	it('is the stale read with the writes that make it one', () => {
		const history = historyOf(
			[0, 'invoke', 'write', 1],
			[0, 'ok', 'write', 1],
			[1, 'invoke', 'read', null],
			[1, 'ok', 'read', 1],
			[0, 'invoke', 'write', 7],
			[0, 'ok', 'write', 7],
			[0, 'invoke', 'write', 2],
			[0, 'ok', 'write', 2],
			[2, 'invoke', 'write', 9],
			[1, 'invoke', 'read', null],
			[1, 'ok', 'read', 1],
			[0, 'invoke', 'read', null],
			[0, 'ok', 'read', 2],
		);
		const [anomaly, ...others] = check(history).anomalies;
		expect(others).toEqual([]);
		expect(anomaly?.type).toBe('nonlinearizable');
		expect(anomaly?.operations).toHaveLength(3);
		expect(anomaly?.operations[0]).toBe(0);
		expect(anomaly?.operations.at(-1)).toBe(9);
		expect(anomaly?.message).toMatch(
			/no order of the operations explains read → 1 by process 1.* only the state [27],/,
		);
		const details = anomaly?.details as unknown as LinearizabilityDetails;
		expect(details).toMatchObject({
			model: 'cas-register',
			key: null,
			failing: 9,
			failingText: 'read → 1',
			minimized: true,
		});
		expect(details.before).toEqual([{ state: 'null', applied: [] }]);
		expect(details.finalPaths[0]?.order.map(({ text }) => text.replace(/\d/, 'n'))).toEqual(['write n', 'write n']);
		expect(details.finalPaths[0]?.stuck).toBe(9);
	});

	it('names the crashed operation that mattered and leaves the others out', () => {
		const history = historyOf(
			[3, 'invoke', 'write', 5],
			[4, 'invoke', 'write', 6],
			[0, 'invoke', 'write', 1],
			[0, 'ok', 'write', 1],
			[1, 'invoke', 'read', null],
			[1, 'ok', 'read', 5],
			[1, 'invoke', 'read', null],
			[1, 'ok', 'read', 1],
			[1, 'invoke', 'read', null],
			[1, 'ok', 'read', 5],
		);
		const result = check(history);
		expect(result.valid).toBe(false);
		expect(result.anomalies[0]?.operations).toEqual([0, 2, 4, 6]);
	});

	it('keeps an operation without a use where otherwise another one would not be needed', () => {
		const history = historyOf(
			[0, 'invoke', 'cas', [null, 1]],
			[2, 'invoke', 'write', 3],
			[2, 'ok', 'write', 3],
			[1, 'invoke', 'cas', [1, 2]],
			[1, 'ok', 'cas', [1, 2]],
			[0, 'ok', 'cas', [null, 1]],
		);
		for (const algorithm of ['polynomial', 'search'] as const) {
			const { anomalies } = checkHistory(history, { model: casRegister, algorithm, timeLimitMs: 20_000 });
			expect([algorithm, anomalies[0]?.operations]).toEqual([algorithm, [0, 1, 3]]);
		}
		const crashedBetween = historyOf(
			[0, 'invoke', 'cas', [null, 1]],
			[1, 'invoke', 'cas', [1, 2]],
			[2, 'invoke', 'cas', [1, 3]],
			[0, 'ok', 'cas', [null, 1]],
			[2, 'ok', 'cas', [1, 3]],
			[3, 'invoke', 'read', null],
			[3, 'ok', 'read', 2],
		);
		expect(check(crashedBetween).anomalies[0]?.operations).toEqual([0, 1, 2, 5]);
	});

	it('of a long history of few values starts late', () => {
		const history = withOneRead(
			simulateHistory({ operations: 400, cas: 0.4, crashProbability: 0.01, seed: 5 }),
			40,
			() => -1,
		);
		const result = check(history);
		expect(result.anomalies[0]?.operations.length).toBeLessThan(12);
		expectWitnessesToHold(history, result);
	});
});

describe('limits', () => {
	/** Elements that are put into a queue at one time, and one that comes out and was not among them: every order must be tried. */
	function explosion(keys: number): History {
		const events: Short[] = [];
		for (let key = 0; key < keys; key++) {
			const processes = Array.from({ length: 14 }, (_, i) => 20 * key + i);
			for (const process of processes) events.push([process, 'invoke', 'enqueue', process, key]);
			for (const process of processes) events.push([process, 'ok', 'enqueue', process, key]);
			events.push([20 * key, 'invoke', 'dequeue', null, key], [20 * key, 'ok', 'dequeue', -1, key]);
		}
		return historyOf(...events);
	}

	const search = (history: History, limits: { readonly timeLimitMs: number; readonly memoryLimitMb?: number }) =>
		checkHistory(history, { model: model('queue'), algorithm: 'search', ...limits });

	it('answers unknown when time is up, near the limit', () => {
		const started = performance.now();
		const result = search(explosion(1), { timeLimitMs: 400 });
		expect(performance.now() - started).toBeLessThan(1500);
		expect(result).toMatchObject({ valid: 'unknown', anomalies: [] });
		expect(result.reason).toMatch(
			/time ran out after 400 ms, with \d+ configurations tried: key 0 has 15 operations, 0 of them crashed/,
		);
	});

	it('answers unknown when memory is up', () => {
		const result = search(explosion(1), { timeLimitMs: 60_000, memoryLimitMb: 8 });
		expect(result).toMatchObject({ valid: 'unknown', anomalies: [] });
		expect(result.reason).toMatch(/wanted more than 8 MB of memory/);
	});

	it('finds a violation behind a part that explodes', () => {
		const easy: Short[] = [
			[9000, 'invoke', 'dequeue', null, 'easy'],
			[9000, 'ok', 'dequeue', 3, 'easy'],
		];
		const hard = [...explosion(2).events()].map((e): Short => [e.process, e.type, e.f, e.value, e.key as JsonValue]);
		const result = search(historyOf(...hard, ...easy), { timeLimitMs: 10_000 });
		expect(result.valid).toBe(false);
		expect(result.millis).toBeLessThan(10_000);
		expect(result.anomalies.map(({ details }) => details?.['key'])).toEqual(['easy']);
	});

	it('decides what once exploded: crashed cas from everywhere to everywhere, and a read that nothing explains', () => {
		const crashed = Array.from({ length: 12 }, (_, from) => from).flatMap((from) =>
			Array.from({ length: 12 }, (_, to): Short => [12 * from + to, 'invoke', 'cas', [from, to]]),
		);
		const write: Short[] = [
			[200, 'invoke', 'write', 0],
			[200, 'ok', 'write', 0],
		];
		const read = (value: number): Short[] => [
			[201, 'invoke', 'read', null],
			[201, 'ok', 'read', value],
		];
		expect(check(historyOf(...crashed, ...write, ...read(11))).valid).toBe(true);
		expect(check(historyOf(...crashed, ...write, ...read(-1))).valid).toBe(false);
	});

	it.each([65, 100, 200])('decides with %i operations open at once', (width) => {
		const processes = Array.from({ length: width }, (_, process) => process);
		const begin: Short[] = processes.map((process) => [process, 'invoke', 'write', process]);
		const end: Short[] = processes.map((process) => [process, 'ok', 'write', process]);
		const read = (value: JsonValue): Short[] => [
			[width, 'invoke', 'read', null],
			[width, 'ok', 'read', value],
		];
		// During the writes any value may be read, but none before it is written, and none again once it is overwritten.
		expect(check(historyOf(...begin, ...read(width - 1), ...read(3), ...read(40), ...end)).valid).toBe(true);
		expect(check(historyOf(...read(64), ...begin, ...end)).valid).toBe(false);
		expect(check(historyOf(...begin, ...read(64), ...read(3), ...read(64), ...end), casRegister, 300).valid).not.toBe(
			true,
		);
	});
});

describe('models', () => {
	it('are given by anyone, with any state', () => {
		const bank: Model<Map<string, number>> = {
			name: 'bank',
			description: 'transfers between two accounts',
			initial: new Map([['a', 10]]),
			partitionable: false,
			identify: (accounts) => JSON.stringify([...accounts].sort()),
			step(accounts, { f, input, output, type, key }) {
				if (f === 'total') {
					const total = [...accounts.values()].reduce((sum, amount) => sum + amount, 0);
					return type === 'info' || output === total ? accounts : inconsistent;
				}
				const amount = accounts.get(key as string) ?? 0;
				return new Map([...accounts, [key as string, amount + (input as number)]]);
			},
		};
		const history = (total: number) =>
			historyOf(
				[0, 'invoke', 'add', 5, 'b'],
				[1, 'invoke', 'total', null, 'all'],
				[1, 'ok', 'total', total, 'all'],
				[0, 'ok', 'add', 5, 'b'],
			);
		const judge = (total: number) => checkHistory(history(total), { model: bank, timeLimitMs: 1000 }).valid;
		expect([10, 15, 5].map(judge)).toEqual([true, true, false]);
	});

	it('are held to what they promise', () => {
		const history = historyOf(
			[0, 'invoke', 'write', 1],
			[0, 'ok', 'write', 1],
			[0, 'invoke', 'cas', [1, 2]],
			[0, 'ok', 'cas', [1, 2]],
			[0, 'invoke', 'cas', [1, 2]],
			[0, 'ok', 'cas', [1, 2]],
		);
		expect(() => check(history, { ...casRegister, isReadOnly: () => true })).toThrow(ModelError);
		expect(() => check(history, { ...casRegister, isBlind: () => true })).toThrow(/as isBlind promises/);
	});

	it('whose states cannot be told apart are refused', () => {
		const history = historyOf([0, 'invoke', 'write', 1], [0, 'ok', 'write', 1]);
		expect(() => check(history, { ...casRegister, initial: new Map() })).toThrow(
			/got a Map: give the model an identify/,
		);
	});

	it('refuse operations that they do not know, and histories with keys in part', () => {
		const pop = historyOf([0, 'invoke', 'pop', null], [0, 'ok', 'pop', null]);
		expect(() => check(pop)).toThrow(/Expected an operation of the model cas-register \(read, write, cas\), got `pop`/);
		const mixed = historyOf([0, 'invoke', 'write', 1, 'x'], [1, 'invoke', 'write', 1]);
		expect(() => check(mixed)).toThrow(/Expected every operation to name a key/);
	});

	it('judge an empty history, and one in which nothing happened, as linearizable', () => {
		expect(check(new History()).valid).toBe(true);
		expect(
			check(historyOf([0, 'invoke', 'write', 1], [0, 'fail', 'write', 1], [1, 'invoke', 'read', null])).valid,
		).toBe(true);
	});
});
