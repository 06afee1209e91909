import { noRead, type RegisterHistory } from '../register-history.ts';

/** What happens at a position of the history, as far as the order of writes to one key goes. */
export type Moment = { readonly at: number } & (
	| { readonly kind: 'invoke' | 'due'; readonly write: number }
	| { readonly kind: 'read'; readonly returned: number }
);

/** Everything that matters, in the order of the history. */
export function momentsOf(operations: readonly number[], history: RegisterHistory): Moment[] {
	const due = dueOf(operations, history);
	const moments: Moment[] = [];
	for (const operation of operations) {
		const { invoked: at } = history.operations[operation] as { invoked: number };
		if (history.writes[operation] === 1) {
			moments.push({ at, kind: 'invoke', write: operation });
			moments.push({ at: due.get(operation) as number, kind: 'due', write: operation });
		} else moments.push({ at, kind: 'read', returned: history.readsFrom[operation] as number });
	}
	return moments.sort((a, b) => a.at - b.at);
}

/** When a write must have taken effect: when it returns, or a read that returned its value, or a cas that found it must have. */
export function dueOf(
	operations: readonly number[],
	{ operations: sources, readsFrom, writes }: RegisterHistory,
): Map<number, number> {
	const completed = (operation: number) => (sources[operation] as { completed: number }).completed;
	const due = new Map<number, number>();
	const lower = (write: number, position: number) => {
		if (write >= 0) due.set(write, Math.min(due.get(write) ?? completed(write), position));
	};
	for (const operation of operations) {
		if (writes[operation] === 1) lower(operation, completed(operation));
		else lower(readsFrom[operation] as number, completed(operation));
	}
	for (const operation of operations) {
		if (writes[operation] === 0) continue;
		// Down the chain of cas, as long as it makes a difference.
		for (let cas = operation; readsFrom[cas] !== noRead; cas = readsFrom[cas] as number) {
			const found = readsFrom[cas] as number;
			if (found < 0 || (due.get(found) as number) <= (due.get(cas) as number)) break;
			lower(found, due.get(cas) as number);
		}
	}
	return due;
}
