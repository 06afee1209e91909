import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { History, type HistoryEvent, type JsonValue } from '../../harness/model/index.ts';
import { checkHistory } from '../linearizability/check-history.ts';
import { casRegister } from '../linearizability/models/register.ts';
import { judgeLevels } from './levels.ts';
import { type Prepared, prepare } from './register-history.ts';

/** A history of transactions with verdicts by brute force: Biswas and Enea's levels. */
interface Golden {
	readonly id: string;
	readonly verdict: { readonly [level in 'cc' | 'ser' | 'sser']: boolean };
	readonly sessions: readonly (readonly Transaction[])[];
}

interface Transaction {
	readonly ops: readonly { readonly t: 'r' | 'w'; readonly k: number; readonly v: number | null }[];
	readonly inv: number;
	readonly res: number;
}

const golden = readFileSync(new URL('testing/single-operation-transactions.jsonl', import.meta.url), 'utf8')
	.trim()
	.split('\n')
	.map((line) => JSON.parse(line) as Golden);

/**
 * Where every transaction is one read, one write, or a read and then a write of one key, which is a cas, the levels of
 * transactions are those of registers: causal consistency of Biswas and Enea is causal convergence, serializability that
 * keeps sessions is sequential consistency, and strict serializability is linearizability.
 */
it.each(golden)('transactions of one operation keep the levels of registers: $id', ({ verdict, sessions }) => {
	const history = historyOf(sessions);
	const registers = prepare(history, { initial: 0 }) as Extract<Prepared, { kind: 'history' }>;
	const answers = registers.kind === 'history' ? judgeLevels(registers.history, Number.POSITIVE_INFINITY) : undefined;
	expect(answers?.['causal-convergence'].holds ?? false).toBe(verdict.cc);
	expect(answers?.sequential.holds ?? false).toBe(verdict.ser);
	const model = (casRegister.withInitial as NonNullable<typeof casRegister.withInitial>)(0);
	expect(checkHistory(history, { model, timeLimitMs: 10_000 }).valid).toBe(verdict.sser);
});

/** At equal times invocations come first: then the operations overlap. */
function historyOf(sessions: readonly (readonly Transaction[])[]): History {
	const events = sessions.flatMap((transactions, process) =>
		transactions.flatMap(({ ops, inv, res }): (Omit<HistoryEvent, 'index'> & { readonly order: number })[] => {
			const [first, second] = ops;
			const key = `k${first?.k}`;
			const f = second !== undefined ? 'cas' : first?.t === 'r' ? 'read' : 'write';
			const value = (f === 'cas' ? [first?.v ?? 0, second?.v] : (first?.v ?? 0)) as JsonValue;
			const event = { process, f, key };
			return [
				{ ...event, time: inv, type: 'invoke', value: f === 'read' ? null : value, order: 0 },
				{ ...event, time: res, type: 'ok', value, order: 1 },
			];
		}),
	);
	return History.of(events.sort((a, b) => a.time - b.time || a.order - b.order).map(({ order: _, ...event }) => event));
}
