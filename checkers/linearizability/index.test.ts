import { describe, expect, it } from 'vitest';
import { History, type HistoryEvent, type JsonValue, UsageError } from '../../harness/model/index.ts';
import { linearizability } from './index.ts';

const events: readonly (readonly [HistoryEvent['type'], string, JsonValue, string?])[] = [
	['invoke', 'read', null, 'x'],
	['ok', 'read', 7, 'x'],
	['invoke', 'add-server', 'n1'],
	['ok', 'add-server', null],
	['invoke', 'read', null, 'y'],
	['ok', 'read', null, 'y'],
];
const history = History.of(
	events.map(([type, f, value, key], time) => ({
		time,
		process: 0,
		type,
		f,
		value,
		...(key !== undefined && { key }),
	})),
);
const check = (options: { readonly [name: string]: JsonValue }) =>
	linearizability.check({ history, faults: [] }, { timeLimitMs: 1000, ...options });

describe('options', () => {
	it('choose the model, its initial state and the functions to check', async () => {
		const only = ['read', 'write', 'cas'];
		const result = await check({ model: 'kv', only });
		expect(result.valid).toBe(false);
		expect(result.anomalies.map(({ operations, message }) => [operations, message])).toEqual([
			[
				[0],
				'Key "x": no order of the operations explains read → 7 by process 0. ' +
					'When it returned, everything else allows only the state null, in which it cannot happen. ' +
					'read → 7 by process 0 found 7, which nobody had written.',
			],
		]);
		expect(result.statistics).toMatchObject({ model: 'kv', parts: 2, operations: 2, undecidedParts: 0 });
		expect((await check({ model: 'kv', only, initial: 7 })).anomalies.map(({ operations }) => operations)).toEqual([
			[4],
		]);
	});

	it('choose what decides', async () => {
		const only = ['read', 'write', 'cas'];
		const byPolynomial = await check({ model: 'kv', only, algorithm: 'polynomial' });
		expect(byPolynomial.statistics).toMatchObject({ polynomialParts: 2, searchedParts: 0, configurations: 0 });
		const bySearch = await check({ model: 'kv', only, algorithm: 'search' });
		expect(bySearch.statistics).toMatchObject({ polynomialParts: 0, searchedParts: 2 });
		expect([byPolynomial.valid, bySearch.valid]).toEqual([false, false]);
	});

	it('say why nothing was decided where the polynomial checker cannot, and the search must not', async () => {
		const twice = History.of(
			[0, 1].flatMap((process) => [
				{ time: 0, process, type: 'invoke' as const, f: 'write', value: 1 },
				{ time: 0, process, type: 'ok' as const, f: 'write', value: 1 },
			]),
		);
		const options = { timeLimitMs: 1000, model: 'register', algorithm: 'polynomial' };
		const result = await linearizability.check({ history: twice, faults: [] }, options);
		expect(result).toMatchObject({
			valid: 'unknown',
			anomalies: [],
			reason: 'not decided: the value 1 is written twice',
		});
	});

	it.each([
		[{}, 'Expected the option model of linearizability to be one of register, cas-register, kv'],
		[{ model: 'no-such' }, 'got no-such'],
		[{ model: 'mutex', initial: true }, 'one initial state only'],
		[{ model: 'counter', initial: 'a' }, 'to be a number, got "a"'],
		[{ model: 'kv', only: 'read' }, 'to list functions, got "read"'],
		[{ model: 'kv', algorithm: 'serach' }, 'to be one of auto, polynomial, search; got "serach"'],
		[{ model: 'kv', memoryLimitMb: 0 }, 'to be 1 to 4000, got 0'],
		[{ model: 'kv', inital: 3 }, 'no option `inital`'],
		[{ model: 'kv' }, 'Expected every operation to name a key'],
	])('are refused when they are wrong: %j', async (options, message) => {
		await expect(check(options as never)).rejects.toThrow(message);
		await expect(check(options as never)).rejects.toBeInstanceOf(UsageError);
	});
});
