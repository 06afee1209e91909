import type { Anomaly } from '../../harness/model/index.ts';
import { nameOf } from './explain.ts';
import type { ExternalRead, Transaction } from './transactions.ts';

/** By key, the longest list that anybody read: the order of its appends, as far as it was seen. */
export type VersionOrders = ReadonlyMap<string, readonly string[]>;

/**
 * The order of appends to each key. Every read must be a beginning of the longest one; `incompatible-order` is one that is
 * not, for then there is no single order.
 */
export function versionOrders(
	reads: readonly ExternalRead[],
	transactions: readonly Transaction[],
): { readonly orders: VersionOrders; readonly anomalies: readonly Anomaly[] } {
	const longest = new Map<string, { readonly list: readonly string[]; readonly transaction: number }>();
	for (const { key, list, transaction } of withOwnAppends(reads, transactions)) {
		if (list.length > (longest.get(key)?.list.length ?? 0)) longest.set(key, { list, transaction });
	}
	const anomalies: Anomaly[] = [];
	const told = new Set<string>();
	for (const { key, list, transaction } of withOwnAppends(reads, transactions)) {
		const order = longest.get(key);
		if (order === undefined || told.has(key)) continue;
		const at = list.findIndex((element, i) => element !== order.list[i]);
		if (at === -1) continue;
		told.add(key);
		const [one, other] = [transactions[transaction], transactions[order.transaction]] as [Transaction, Transaction];
		anomalies.push({
			type: 'incompatible-order',
			message: `${nameOf(one.operation)} read ${key} as [${list}], and ${nameOf(other.operation)} as [${order.list}]: neither is a beginning of the other, so there is no order of the appends.`,
			operations: [one.operation.invoked, other.operation.invoked].sort((a, b) => a - b),
			details: { key, position: at },
		});
	}
	return { orders: new Map([...longest].map(([key, { list }]) => [key, list])), anomalies };
}

/** Every list that was read, whole: with what the transaction had appended itself. */
function* withOwnAppends(
	reads: readonly ExternalRead[],
	transactions: readonly Transaction[],
): Generator<{ readonly key: string; readonly list: readonly string[]; readonly transaction: number }> {
	yield* reads;
	for (const [transaction, { type, steps }] of transactions.entries()) {
		if (type !== 'ok') continue;
		for (const [kind, key, list] of steps) if (kind === 'r' && list !== null) yield { key, list, transaction };
	}
}
