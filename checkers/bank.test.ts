import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHistory } from '../harness/histories/read-history.ts';
import { History, type JsonValue } from '../harness/model/index.ts';
import { bank } from './bank.ts';

const options = { timeLimitMs: 1000, accounts: ['a', 'b', 'c'], total: 30 };

function reads(...balances: readonly JsonValue[]): History {
	const history = new History();
	balances.forEach((value, i) => {
		history.append({ process: 0, f: 'read', value: null, type: 'invoke', time: 2 * i });
		history.append({ process: 0, f: 'read', value, type: 'ok', time: 2 * i + 1 });
	});
	return history;
}

const check = (history: History, more = {}) => bank.check({ history, faults: [] }, { ...options, ...more });

describe('bank', () => {
	it('accepts any distribution of the same total', async () => {
		const history = reads({ a: 10, b: 10, c: 10 }, { c: 30, a: 0, b: 0 });
		expect(await check(history)).toMatchObject({
			valid: true,
			anomalies: [],
			statistics: { reads: 2, wrongReads: 0 },
		});
	});

	it.each<[string, JsonValue, readonly string[]]>([
		['a total that is too small', { a: 10, b: 10, c: 9 }, ['wrong-total']],
		['a total that is too great', { a: 10, b: 10, c: 11 }, ['wrong-total']],
		['a balance below zero', { a: 31, b: -1, c: 0 }, ['negative-balance']],
		['a balance below zero and a wrong total', { a: 30, b: -1, c: 0 }, ['negative-balance', 'wrong-total']],
		['an account that is missing', { a: 10, b: 20 }, ['missing-key']],
		['an account that does not exist', { a: 10, b: 10, c: 10, d: 0 }, ['unexpected-key']],
		['a balance that is no number', { a: 10, b: null, c: 10 }, ['no-balance']],
		['something else altogether', [10, 10, 10], ['no-balance']],
	])('refuses %s', async (_, balances, types) => {
		const { valid, anomalies, statistics } = await check(reads({ a: 10, b: 10, c: 10 }, balances));
		expect(valid).toBe(false);
		expect(anomalies.map(({ type }) => type)).toEqual(types);
		// The second read is the one to look at.
		for (const { operations } of anomalies) expect(operations).toEqual([2]);
		expect(statistics).toEqual({ reads: 2, wrongReads: 1 });
	});

	it('lets balances be negative where that is allowed', async () => {
		expect((await check(reads({ a: 31, b: -1, c: 0 }), { negative: true })).valid).toBe(true);
		expect((await check(reads({ a: 30, b: -1, c: 0 }), { negative: true })).valid).toBe(false);
	});

	it('does not know without a read, and looks at the operation that it was told', async () => {
		expect(await check(new History())).toMatchObject({ valid: 'unknown' });
		expect(await check(reads({ a: 1, b: 1, c: 1 }), { read: 'audit' })).toMatchObject({ valid: 'unknown' });
	});

	it('judges nothing but reads that succeeded', async () => {
		const history = reads({ a: 10, b: 10, c: 10 });
		history.append({ process: 0, f: 'read', value: null, type: 'invoke', time: 5 });
		history.append({ process: 0, f: 'read', value: { a: 0, b: 0, c: 0 }, type: 'info', time: 6 });
		expect((await check(history)).valid).toBe(true);
	});

	it('refuses options that do not say what the accounts and their total are', async () => {
		await expect(check(new History(), { accounts: 'a' })).rejects.toThrow('the options of bank');
		await expect(check(new History(), { total: null })).rejects.toThrow('the options of bank');
	});

	it('holds all reads against the first one where nobody says what there is', async () => {
		const alone = (...balances: readonly JsonValue[]) =>
			bank.check({ history: reads(...balances), faults: [] }, { timeLimitMs: 1000 });
		expect((await alone({ a: 10, b: 10 }, { a: 0, b: 20 })).valid).toBe(true);
		expect((await alone({ a: 10, b: 10 }, { a: 0, b: 21 })).anomalies).toMatchObject([{ type: 'wrong-total' }]);
		expect((await alone({ a: 10, b: 10 }, { a: 20 })).anomalies).toMatchObject([{ type: 'missing-key' }]);
		expect((await alone()).valid).toBe('unknown');
	});

	it('refuses an option that it does not have', async () => {
		await expect(check(new History(), { negativ: true })).rejects.toThrow('the options of bank');
	});

	it('finds exactly the reads whose sum is wrong, among many', async () => {
		const balance = fc.nat({ max: 30 });
		const read = fc.record({ a: balance, b: balance, fits: fc.boolean() }).map(({ a, b, fits }) => {
			const c = 60 - a - b;
			return { a, b, c: fits ? c : c + 1 };
		});
		await fc.assert(
			fc.asyncProperty(fc.array(read, { minLength: 1, maxLength: 30 }), async (all) => {
				const { valid, statistics } = await check(reads(...all), { total: 60 });
				const wrong = all.filter(({ a, b, c }) => a + b + c !== 60).length;
				expect(valid).toBe(wrong === 0);
				expect(statistics?.['wrongReads']).toBe(wrong);
			}),
		);
	});
});

const folder = fileURLToPath(new URL('../../shared/histories/elle-cli/jepsen/', import.meta.url));
const isThere = existsSync(folder);
if (!isThere) console.warn(`Skipped: the recorded histories are not in ${folder}`);

describe.skipIf(!isThere)('recorded histories of a bank', () => {
	const ten = Array.from({ length: 10 }, (_, i) => `${i}`);
	it.each([
		['bank.json', ten, 100, true],
		['bank-negative-balances.json', ten, 100, false],
		['bank-neg.edn', ['0', '1', '2'], 30, true],
	])('%s', async (file, accounts, total, valid) => {
		expect((await check(readHistory(`${folder}${file}`), { accounts, total })).valid).toBe(valid);
	});
});
