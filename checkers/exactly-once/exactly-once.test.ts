import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventType, type FaultEvent, History, type JsonValue } from '../../harness/model/index.ts';
import { exactlyOnce } from './index.ts';

const outcomes = [
	['debit', 'credit'],
	['debit', 'refused', 'refund'],
];

/** A history told briefly: each operation is complete before the next begins, a second apart. */
class Story {
	readonly history: History = new History();
	readonly faults: FaultEvent[] = [];
	#process = 0;
	#time = 0;

	#operation(f: string, input: JsonValue, type: EventType, output: JsonValue = input): this {
		const event = { process: this.#process++, f };
		this.history.append({ ...event, type: 'invoke', time: this.#time, value: input });
		this.#time += 1e9;
		this.history.append({ ...event, type, time: this.#time, value: output });
		return this;
	}

	transfer(id: string, type: EventType = 'ok'): this {
		return this.#operation('transfer', { id, from: 'a', to: 'b', amount: 1 }, type);
	}

	settled(effects: Readonly<Record<string, readonly string[]>>, balances?: Readonly<Record<string, number>>): this {
		return this.#operation('settled-read', null, 'ok', { settled: true, effects, ...(balances && { balances }) });
	}

	unsettled(): this {
		return this.#operation('settled-read', null, 'ok', { settled: false, waitingFor: { n1: 3 } });
	}

	read(balances: Readonly<Record<string, number>>): this {
		return this.#operation('read', null, 'ok', { balances });
	}

	healed(): this {
		this.faults.push(
			{ time: 0, type: 'inject', id: 0, nemesis: 'crash', fault: { kind: 'crash', nodes: ['n1'] } },
			{ time: this.#time, type: 'heal', id: 0, nemesis: 'crash', fault: { kind: 'crash', nodes: ['n1'] } },
		);
		return this;
	}

	async types(options: Readonly<Record<string, JsonValue>> = {}): Promise<readonly string[]> {
		return (await this.check(options)).anomalies.map(({ type }) => type);
	}

	check(options: Readonly<Record<string, JsonValue>> = {}) {
		return exactlyOnce.check(
			{ history: this.history, faults: this.faults },
			{ timeLimitMs: 1000, outcomes, ...options },
		);
	}
}

const story = () => new Story();

describe('exactly-once', () => {
	it('accepts what was done and what was taken back, in any order', async () => {
		const told = story()
			.transfer('t1')
			.transfer('t2')
			.transfer('t3', 'fail')
			.transfer('t4', 'info')
			.transfer('t5', 'info')
			.settled(
				{ t1: ['credit', 'debit'], t2: ['refused', 'refund', 'debit'], t5: ['debit', 'credit'] },
				{ a: 4, b: 6 },
			);
		expect(await told.check({ total: 10 })).toMatchObject({
			valid: true,
			anomalies: [],
			statistics: {
				promised: 2,
				refused: 1,
				unknown: 2,
				settledReads: 1,
				outcomes: { 'credit+debit': 2, 'debit+refund+refused': 1 },
			},
		});
	});

	it.each([
		['lost-effect', {}],
		['half-done', { t1: ['debit'] }],
		['half-done', { t1: ['credit'] }],
		['uncompensated', { t1: ['debit', 'refused'] }],
		['uncompensated', { t1: ['refund'] }],
		['doubled-effect', { t1: ['debit', 'credit', 'credit'] }],
		['doubled-effect', { t1: ['debit', 'refused', 'refund', 'refund'] }],
		['contradictory-effects', { t1: ['debit', 'credit', 'refund'] }],
		['contradictory-effects', { t1: ['debit', 'credit', 'bonus'] }],
		['unexpected-effect', { t1: ['debit', 'credit'], t9: ['debit', 'credit'] }],
	])('refuses: %s when the effects are %j', async (type, effects) => {
		const { valid, anomalies } = await story().transfer('t1').settled(effects).check();
		expect(valid).toBe(false);
		expect(anomalies.map((anomaly) => anomaly.type)).toEqual([type]);
	});

	it('refuses an effect of what was refused, and of what was asked for later', async () => {
		const complete = { t1: ['debit', 'credit'] };
		expect(await story().transfer('t1', 'fail').settled(complete).types()).toEqual(['unexpected-effect']);
		expect(await story().settled(complete).transfer('t1').types()).toEqual(['unexpected-effect']);
	});

	it('lets an info be all or nothing, and nothing in between', async () => {
		expect(await story().transfer('t1', 'info').settled({}).types()).toEqual([]);
		expect(
			await story()
				.transfer('t1', 'info')
				.settled({ t1: ['debit', 'credit'] })
				.types(),
		).toEqual([]);
		expect(
			await story()
				.transfer('t1', 'info')
				.settled({ t1: ['debit'] })
				.types(),
		).toEqual(['half-done']);
	});

	it('judges an id that was asked for several times by its best answer', async () => {
		const told = () => story().transfer('t1', 'info').transfer('t1', 'fail');
		expect(
			await told()
				.settled({ t1: ['debit', 'credit'] })
				.types(),
		).toEqual([]);
		expect(await told().transfer('t1').settled({}).types()).toEqual(['lost-effect']);
	});

	it('says what is wrong once, however often it is read', async () => {
		const told = story().transfer('t1').settled({}).settled({});
		const { anomalies } = await told.check();
		expect(anomalies).toMatchObject([{ operations: [0, 2], details: { id: 't1' } }]);
		expect(anomalies[0]?.message).toBe(
			'transfer {"id":"t1","from":"a","to":"b","amount":1} was promised, but it had no effect at all.',
		);
	});

	it('asks nothing of a read for what was promised after it', async () => {
		expect(await story().settled({}).transfer('t1').types()).toEqual([]);
	});

	it('counts the money, where it is told how much there is', async () => {
		expect(await story().settled({}, { a: 4, b: 5 }).types({ total: 10 })).toEqual(['not-conserved']);
		expect(await story().settled({}, { a: 4, b: 5 }).types()).toEqual([]);
		expect(await story().settled({}).check({ total: 10 })).toMatchObject({ valid: 'unknown' });
	});

	it('tells the cause alone, where effects explain that money is missing', async () => {
		const told = story()
			.transfer('t1')
			.settled({ t1: ['debit'] }, { a: 4, b: 5 });
		expect(await told.types({ total: 10 })).toEqual(['half-done']);
	});

	it('lets the total be less while something is under way', async () => {
		expect(await story().read({ a: 4, b: 5 }).settled({}, { a: 4, b: 6 }).types({ total: 10 })).toEqual([]);
	});

	it('refuses a balance below zero in every read, unless it is allowed', async () => {
		const told = () => story().read({ a: -1 }).settled({}, { a: 10 });
		expect(await told().types()).toEqual(['negative-balance']);
		expect(await told().types({ negative: true })).toEqual([]);
	});

	it('refuses what does not settle, in time', async () => {
		const late = story().transfer('t1').healed().unsettled().unsettled();
		expect(await late.types({ settleMs: 2000 })).toEqual(['not-settled']);
		expect(await late.check({ settleMs: 2001 })).toMatchObject({ valid: 'unknown', anomalies: [] });
	});

	it('takes the last word', async () => {
		expect(await story().unsettled().settled({}).types({ settleMs: 1 })).toEqual([]);
		expect(await story().settled({}).unsettled().types({ settleMs: 1 })).toEqual(['not-settled']);
	});

	it('does not know without a read', async () => {
		expect(await story().transfer('t1').check()).toMatchObject({
			valid: 'unknown',
			reason: expect.stringContaining('`settled-read`'),
		});
	});

	it('serves a job queue as well', async () => {
		const history = History.of([
			{ process: 0, f: 'enqueue', type: 'invoke', time: 0, value: 7 },
			{ process: 0, f: 'enqueue', type: 'ok', time: 1, value: 7 },
			{ process: 0, f: 'drain', type: 'invoke', time: 2, value: null },
			{ process: 0, f: 'drain', type: 'ok', time: 3, value: { settled: true, effects: { 7: ['done', 'done'] } } },
		]);
		const options = { timeLimitMs: 1000, operation: 'enqueue', read: 'drain', outcomes: [['done']] };
		const { anomalies } = await exactlyOnce.check({ history, faults: [] }, options);
		expect(anomalies).toMatchObject([{ type: 'doubled-effect', message: 'enqueue 7 had its effect done 2 times.' }]);
	});

	it('refuses options and results of another shape', async () => {
		await expect(story().check({ outcomes: [] })).rejects.toThrow('options of exactly-once');
		await expect(story().check({ settleMs: 0 })).rejects.toThrow('options of exactly-once');
		await expect(
			story()
				.settled({ t1: [1] as never })
				.check(),
		).rejects.toThrow('Expected `settled-read` to return');
		await expect(
			story()
				.transfer(null as never)
				.check(),
		).rejects.toThrow('to be an id');
	});

	/** The definition: some outcome, in some order, or nothing where that is allowed. */
	it('agrees with the definition', async () => {
		const sorted = (effects: readonly string[]): string => [...effects].sort().join();
		const allowed = outcomes.map(sorted);
		const effects = fc.array(fc.constantFrom('debit', 'credit', 'refused', 'refund'), { maxLength: 4 });
		await fc.assert(
			fc.asyncProperty(fc.constantFrom('ok', 'fail', 'info'), effects, async (type, list) => {
				const told = story()
					.transfer('t1', type as EventType)
					.settled(list.length === 0 ? {} : { t1: list });
				const isRight = (list.length === 0 && type !== 'ok') || (type !== 'fail' && allowed.includes(sorted(list)));
				expect((await told.check()).valid).toBe(isRight);
			}),
			{ numRuns: 500 },
		);
	});
});
