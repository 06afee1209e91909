import { type Invocation, type JsonValue, type NodeId, unknownOperation } from '../../harness/model/index.ts';
import type { Step } from './messages.ts';

/** What every account holds in the beginning. */
export const initialBalance = 10;

/**
 * A transaction, told step by step: it yields a step, is given what that returned, and returns the result of the whole
 * operation. Throwing `Refusal` aborts it.
 */
export type Script = Generator<Step, JsonValue, JsonValue>;

/** The transaction decides by itself that it cannot go on: nothing of it may happen. */
export class Refusal extends Error {
	override readonly name = 'Refusal';
}

/** The transaction behind an operation. */
export function scriptOf({ f, value }: Invocation, accounts: readonly string[]): Script {
	switch (f) {
		case 'transfer':
			return transfer(value as unknown as Transfer);
		case 'read':
			return readAccounts(accounts);
		case 'txn':
			return microOperations(value as unknown as readonly MicroOperation[]);
		case 'transact':
			return transact(value as unknown as Transact);
		default:
			throw unknownOperation(f, ['transfer', 'read', 'txn', 'transact', 'log']);
	}
}

interface Transfer {
	readonly from: string;
	readonly to: string;
	readonly amount: number;
}

/** Reads both, writes both: between the two the locks are all that protects them. */
function* transfer({ from, to, amount }: Transfer): Script {
	const balance = balanceIn(yield ['r', from, null]);
	if (balance < amount) throw new Refusal(`${from} has only ${balance}`);
	const other = balanceIn(yield ['r', to, null]);
	yield ['w', from, balance - amount];
	yield ['w', to, other + amount];
	return { from, to, amount };
}

function* readAccounts(accounts: readonly string[]): Script {
	const balances: Record<string, JsonValue> = {};
	for (const account of accounts) balances[account] = balanceIn(yield ['r', account, null]);
	return balances;
}

function balanceIn(value: JsonValue): number {
	return typeof value === 'number' ? value : initialBalance;
}

/** `['append', key, element]` or `['r', key, null]`: Elle's list-append. */
export type MicroOperation =
	| readonly ['append', key: string, element: JsonValue]
	| readonly ['r', key: string, value: null];

function* microOperations(operations: readonly MicroOperation[]): Script {
	const done: JsonValue[] = [];
	for (const [kind, key, argument] of operations) {
		const value = yield kind === 'r' ? ['r', key, null] : ['append', key, argument];
		done.push([kind, key, kind === 'r' ? value : argument]);
	}
	return done;
}

interface Transact {
	readonly keys: readonly string[];
	/** Those of the keys at whose participants the vote is to be No. */
	readonly no: readonly string[];
}

function* transact({ keys, no }: Transact): Script {
	for (const key of keys) yield ['append', key, 1];
	for (const key of no) yield ['vote-no', key, null];
	return { keys, outcome: 'commit' };
}

/** The value of a `log` operation. */
export interface LogOperation {
	readonly node: NodeId;
	readonly last: number | null;
}
