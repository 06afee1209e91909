import { describe, expect, it } from 'vitest';
import type { Completion, JsonValue, MessageBody } from '../../harness/model/index.ts';
import { unrandom } from '../testing/unrandom.ts';
import { AccountClient } from './client.ts';

/** A client of a broker `n1` and two services, and what is asked of each. */
class Bench {
	readonly completions: Completion[] = [];
	readonly #client: AccountClient;
	readonly #timers = new Map<string, { readonly at: number; readonly then: () => void }>();
	#asked: { readonly dest: string; readonly body: MessageBody }[] = [];
	#now = 0;

	constructor(f: string, value: JsonValue) {
		this.#client = new AccountClient({
			id: 'c0',
			process: 0,
			nodes: ['n1', 'n2', 'n3'],
			home: 'n1',
			random: unrandom,
			operationTimeoutMs: 1000,
			send: (dest, body) => this.#asked.push({ dest, body }),
			setTimer: (name, delayMs, then) => this.#timers.set(name, { at: this.#now + delayMs, then }),
			cancelTimer: (name) => this.#timers.delete(name),
			now: () => this.#now,
		});
		this.#client.invoke({ f, value }, (completion) => this.completions.push(completion));
	}

	/** What is asked, and answers by node; a node without one is silent. */
	answer(replies: Readonly<Record<string, object>>): readonly string[] {
		const asked = this.#asked;
		this.#asked = [];
		for (const { dest, body } of asked) {
			const reply = replies[dest];
			if (reply === undefined) continue;
			const message = { type: 'ok', ...reply, in_reply_to: body.msg_id as number };
			this.#client.receive({ src: dest, dest: 'c0', body: message });
		}
		return asked.map(({ dest, body }) => `${dest} ${body.type}`);
	}

	pass(ms: number): void {
		const end = this.#now + ms;
		for (;;) {
			const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
			if (due === undefined) break;
			this.#timers.delete(due[0]);
			this.#now = due[1].at;
			due[1].then();
		}
		this.#now = end;
	}
}

const transfer = { id: 't1', from: 'a0', to: 'a1', amount: 3 };
const quiet = (version: number) => ({ inFlight: 0, version });
const all = { n1: quiet(1), n2: quiet(2), n3: quiet(3) };
const everybody = ['n1 status', 'n2 status', 'n3 status'];

describe('AccountClient', () => {
	it('asks the service of the account that pays, again and again', () => {
		const bench = new Bench('transfer', transfer);
		expect(bench.answer({})).toEqual(['n2 transfer']);
		bench.pass(200);
		expect(bench.answer({ n2: {} })).toEqual(['n2 transfer']);
		expect(bench.completions).toEqual([{ type: 'ok', value: transfer }]);
		bench.pass(10_000);
		expect(bench.completions).toHaveLength(1);
	});

	it('fails when it is refused, and does not know when it hears nothing', () => {
		const refused = new Bench('transfer', transfer);
		refused.answer({ n2: { type: 'error', code: 14, text: 'a0 has only 2' } });
		expect(refused.completions).toEqual([{ type: 'fail', error: 'a0 has only 2' }]);
		const silent = new Bench('transfer', transfer);
		silent.pass(1000);
		expect(silent.completions).toMatchObject([{ type: 'info' }]);
	});

	it('reads all services', () => {
		const bench = new Bench('read', null);
		expect(bench.answer({ n2: { balances: { a0: 1, a2: 3 } }, n3: { balances: { a1: 2 } } })).toHaveLength(2);
		expect(bench.completions).toEqual([{ type: 'ok', value: { balances: { a0: 1, a1: 2, a2: 3 } } }]);
	});

	it('believes that nothing is under way when two rounds say so and are the same', () => {
		const bench = new Bench('settled-read', null);
		expect(bench.answer(all)).toEqual(everybody);
		expect(bench.answer(all)).toEqual(everybody);
		const report = (id: string, effect: string, version: number) => ({
			balances: { [id]: 1 },
			effects: [{ id: 't1', effect, account: id, amount: 1 }],
			version,
		});
		const reports = { n2: report('a0', 'debit', 2), n3: report('a1', 'credit', 3) };
		expect(bench.answer(reports)).toEqual(['n2 report', 'n3 report']);
		const value = { settled: true, balances: { a0: 1, a1: 1 }, effects: { t1: ['debit', 'credit'] } };
		expect(bench.completions).toEqual([{ type: 'ok', value }]);
	});

	it('starts again when anything was written between two rounds, or before the reports', () => {
		const bench = new Bench('settled-read', null);
		bench.answer(all);
		bench.answer({ ...all, n1: quiet(5) });
		expect(bench.answer({ ...all, n1: quiet(5) })).toEqual(everybody);
		const report = { balances: {}, effects: [], version: 4 };
		expect(bench.answer({ n2: report, n3: report })).toEqual(['n2 report', 'n3 report']);
		expect(bench.completions).toEqual([]);
		bench.pass(50);
		expect(bench.answer({})).toEqual(everybody);
	});

	it('says for whom it has waited in vain', () => {
		const bench = new Bench('settled-read', null);
		for (let i = 0; i < 19; i++) {
			bench.answer({ ...all, n2: { inFlight: 4, version: 7 } });
			bench.pass(50);
		}
		bench.answer({ n1: quiet(1), n2: { inFlight: 4, version: 7 } });
		bench.pass(50);
		expect(bench.completions).toEqual([{ type: 'ok', value: { settled: false, waitingFor: { n2: 4, n3: null } } }]);
	});
});
