import { fromFunction, limit, mix, reserve } from '../../../harness/generator/index.ts';
import type { Invocation, Random, Workload } from '../../../harness/model/index.ts';
import { initialBalance } from '../scripts.ts';
import { pollLogs, readLogs } from './logs.ts';
import { trafficBound } from './traffic.ts';

export const accounts: readonly string[] = Array.from({ length: 8 }, (_, i) => `a${i}`);

/** Money is moved between accounts, and counted: the total never changes. */
export const bank: Workload = {
	name: 'bank',
	description: 'Transfers between eight accounts, and reads of all of them in one transaction: the total never changes',
	operations: (options) =>
		reserve(1, pollLogs(options), mix([fromFunction(transfer), fromFunction(transfer), fromFunction(read)])),
	finalOperations: (options) => readLogs(options, limit(3, fromFunction(read))),
	checkers: [
		{
			checker: 'bank',
			options: { accounts, total: accounts.length * initialBalance },
		},
		{ checker: 'atomic-commitment' },
		{ checker: 'progress' },
		trafficBound,
		{ checker: 'statistics' },
	],
};

function transfer({ random }: { readonly random: Random }): Invocation {
	const [from, to] = random.shuffle(accounts) as [string, string];
	return { f: 'transfer', value: { from, to, amount: random.integer(1, 5) } };
}

function read(): Invocation {
	return { f: 'read', value: null };
}
