import type { Transaction } from './transactions.ts';

/**
 * The definition, word by word, for tests: is there an order of the transactions in which each read returns what the appends
 * before it have made? Every `ok` transaction is in it, an `info` may be, a `fail` is not. In the strict case the order keeps
 * real time: `a` comes before `b` when `a.completed < b.invoked`.
 */
export function isSerializable(transactions: readonly Transaction[], isStrict: boolean): boolean {
	return search(
		transactions.filter(({ type }) => type !== 'fail'),
		new Map(),
		isStrict,
	);
}

type Lists = ReadonlyMap<string, readonly string[]>;

function search(left: readonly Transaction[], lists: Lists, isStrict: boolean): boolean {
	if (left.every(({ type }) => type === 'info')) return true;
	return left.some((next) => {
		const mustWait = isStrict && left.some(({ operation }) => operation.completed < next.operation.invoked);
		const after = mustWait ? undefined : carryOut(next, lists);
		return (
			after !== undefined &&
			search(
				left.filter((other) => other !== next),
				after,
				isStrict,
			)
		);
	});
}

/** The lists afterwards; nothing when a read returned something else. */
function carryOut({ type, steps }: Transaction, lists: Lists): Lists | undefined {
	const after = new Map(lists);
	for (const [kind, key, argument] of steps) {
		const list = after.get(key) ?? [];
		if (kind === 'append') after.set(key, [...list, argument]);
		else if (type === 'ok' && JSON.stringify(argument) !== JSON.stringify(list)) return undefined;
	}
	return after;
}
