import {
	type Anomaly,
	type Checker,
	type CheckerInput,
	type CheckerOptions,
	type History,
	type JsonValue,
	type Operation,
	UsageError,
} from '../harness/model/index.ts';

/** So many anomalies are told one by one; the first ones say it all. */
const anomaliesMax = 20;

interface BankOptions {
	readonly accounts: readonly string[];
	readonly total: number;
	readonly mayBeNegative: boolean;
	/** The operation that reads all accounts. */
	readonly read: string;
}

/**
 * The checker `bank` (Jepsen's): whatever transfers there are, each read of all accounts sees the same total, no balance
 * below zero, and no account but those that there are. Options:
 *
 * - `accounts`, their names, and the `total` of their balances. Without them, which is how a history comes that somebody
 *   else recorded, the first read says what there is: all must see the same;
 * - `negative: true` allows balances below zero;
 * - `read`: the operation that is judged (`read` if not given), which returns `{ <account>: <balance>, … }`.
 *
 * Anomalies: `wrong-total`, `negative-balance`, `unexpected-key`, `missing-key`, `no-balance`.
 */
export const bank: Checker = {
	name: 'bank',
	description: 'every read of all accounts sees the same total, and no balance below zero',
	async check(input, options) {
		const started = performance.now();
		const judgement = judge(input, optionsOf(options, input.history));
		return { ...judgement, millis: performance.now() - started };
	},
};

function judge({ history }: CheckerInput, options: BankOptions) {
	let reads = 0;
	let broken = 0;
	const anomalies: Anomaly[] = [];
	for (const operation of history.operations()) {
		if (operation.f !== options.read || operation.type !== 'ok') continue;
		reads++;
		const found = anomaliesOf(operation, options);
		if (found.length > 0) broken++;
		if (anomalies.length < anomaliesMax) anomalies.push(...found);
	}
	const statistics = { reads, wrongReads: broken };
	if (anomalies.length > 0) return { valid: false as const, anomalies, statistics };
	if (reads > 0) return { valid: true as const, anomalies, statistics };
	const reason = `no operation \`${options.read}\` succeeded, so no balance is known`;
	return { valid: 'unknown' as const, anomalies, statistics, reason };
}

function anomaliesOf(operation: Operation, options: BankOptions): readonly Anomaly[] {
	const { accounts, total, mayBeNegative } = options;
	const balances = operation.output;
	const anomaly = (type: string, message: string, details: Readonly<Record<string, JsonValue>>): Anomaly => ({
		type,
		message: `Process ${operation.process} read ${JSON.stringify(balances)}: ${message}.`,
		operations: [operation.invoked],
		details,
	});
	if (typeof balances !== 'object' || balances === null || Array.isArray(balances)) {
		return [anomaly('no-balance', 'expected the balance of each account', {})];
	}
	const found: Anomaly[] = [];
	const known = new Set(accounts);
	let sum = 0;
	for (const [account, balance] of Object.entries(balances)) {
		if (!known.delete(account)) found.push(anomaly('unexpected-key', `there is no account ${account}`, { account }));
		if (typeof balance !== 'number') found.push(anomaly('no-balance', `${account} has no balance`, { account }));
		else if (balance < 0 && !mayBeNegative) {
			found.push(anomaly('negative-balance', `${account} has ${balance}`, { account, balance }));
		}
		if (typeof balance === 'number') sum += balance;
	}
	for (const account of known) found.push(anomaly('missing-key', `the account ${account} is missing`, { account }));
	if (found.length === 0 || found.every(({ type }) => type === 'negative-balance')) {
		if (sum !== total)
			found.push(anomaly('wrong-total', `that is ${sum} in all, and it must be ${total}`, { sum, total }));
	}
	return found;
}

const optionNames = ['accounts', 'total', 'negative', 'read', 'timeLimitMs'];

function optionsOf(options: CheckerOptions, history: History): BankOptions {
	const { negative = false, read = 'read' } = options;
	if (typeof negative !== 'boolean' || typeof read !== 'string') throw wrongOptions(options);
	if (Object.keys(options).some((name) => !optionNames.includes(name))) throw wrongOptions(options);
	const { accounts, total } =
		options['accounts'] === undefined && options['total'] === undefined ? firstRead(history, read) : options;
	if (!Array.isArray(accounts) || typeof total !== 'number') throw wrongOptions(options);
	return { accounts: accounts.map(String), total, mayBeNegative: negative, read };
}

/** What the first read of all accounts saw, if there is one. */
function firstRead(history: History, read: string): { readonly accounts: readonly string[]; readonly total: number } {
	for (const { f, type, output } of history.operations()) {
		if (f !== read || type !== 'ok' || typeof output !== 'object' || output === null || Array.isArray(output)) continue;
		const balances = Object.values(output).map(Number);
		return { accounts: Object.keys(output), total: balances.reduce((sum, balance) => sum + balance, 0) };
	}
	return { accounts: [], total: 0 };
}

function wrongOptions({ timeLimitMs: _, ...options }: CheckerOptions): UsageError {
	return new UsageError(
		`Expected the options of bank to be { accounts: [...], total: number, negative?: boolean, read?: string }, got ${JSON.stringify(options)}`,
	);
}
