import { fromFunction, once, phases } from '../../harness/generator/index.ts';
import type { Invocation, Random, Workload } from '../../harness/model/index.ts';
import { accounts, initialTotal, openAccounts } from './accounts.ts';

/** Money is moved between services, and counted once everything has come to rest. */
export const bank: Workload = {
	name: 'bank',
	description:
		'Transfers between eight accounts at several services, and to a closed one; in the end everything has happened once',
	operations: () => fromFunction(({ random }, index) => (random.chance(0.2) ? read : transfer(random, index))),
	// The first may be too early; and after one that is not, nothing may happen any more.
	finalOperations: () => phases(once(settledRead), once(settledRead)),
	checkers: [
		{
			checker: 'exactly-once',
			options: {
				outcomes: [
					['debit', 'credit'],
					['debit', 'refused', 'refund'],
				],
				total: initialTotal,
			},
		},
		{ checker: 'progress' },
		{ checker: 'cost', options: { messagesPerOperationMax: 14, messagesPerSecondMax: 50 } },
		{ checker: 'statistics' },
	],
};

const read: Invocation = { f: 'read', value: null };
const settledRead: Invocation = { f: 'settled-read', value: null };

/** The index makes it unique; all else may well be the same as in another one. */
function transfer(random: Random, index: number): Invocation {
	const from = random.pick(openAccounts);
	const to = random.pick(accounts.filter((account) => account !== from));
	return { f: 'transfer', value: { id: `t${index}`, from, to, amount: random.integer(1, 5) } };
}
