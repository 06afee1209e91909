import type { Level } from '../levels.ts';
import { initialWrite, noRead, type RegisterHistory } from '../register-history.ts';

/**
 * Every level by its definition, by trying all orders: slow and obvious, for histories of a handful of operations. What the
 * fast checks are compared with; nothing here is shared with them.
 */
export function holdsByBruteForce(level: Level | 'linearizable', history: RegisterHistory): boolean {
	switch (level) {
		case 'linearizable':
			return someOrder(allOf(history), precedesInTime(history), (order) => isLegal(order, history));
		case 'sequential':
			return someOrder(allOf(history), precedesInSession(history), (order) => isLegal(order, history));
		case 'causal':
			return isCausal(history);
		case 'regular':
			return isRegular(history);
		case 'causal-convergence':
			return someOrder(allOf(history), causallyPrecedes(history), (order) =>
				order.every((read) => findsLastVisible(read, level, order, history)),
			);
		default:
			return history.keys.every((operations) =>
				someOrder(allOf(history), causallyPrecedes(history), (order) =>
					operations.every((read) => findsLastVisible(read, level, order, history)),
				),
			);
	}
}

export type Relation = (before: number, after: number) => boolean;

/** Whether a test holds for some order of the operations that agrees with a relation. */
function someOrder(
	operations: readonly number[],
	precedes: Relation,
	holds: (order: readonly number[]) => boolean,
	order: readonly number[] = [],
): boolean {
	if (operations.length === 0) return holds(order);
	return operations.some((next, i) => {
		const rest = operations.filter((_, j) => j !== i);
		return !rest.some((other) => precedes(other, next)) && someOrder(rest, precedes, holds, [...order, next]);
	});
}

export function allOf({ operations }: RegisterHistory): number[] {
	return operations.map((_, i) => i);
}

function precedesInTime({ operations }: RegisterHistory): Relation {
	return (a, b) => (operations[a]?.completed as number) < (operations[b]?.invoked as number);
}

function precedesInSession({ session, position }: RegisterHistory): Relation {
	return (a, b) => session[a] === session[b] && (position[a] as number) < (position[b] as number);
}

/** One register machine, run through the order: each read must find what it returned. */
function isLegal(order: readonly number[], history: RegisterHistory): boolean {
	const current = new Map<number, number>();
	return order.every((operation) => {
		const key = history.key[operation] as number;
		const returned = history.readsFrom[operation];
		if (returned !== noRead && returned !== (current.get(key) ?? initialWrite)) return false;
		if (history.writes[operation] === 1) current.set(key, operation);
		return true;
	});
}

/** Session order and who read from whom, closed under transitivity by Warshall's algorithm; true for all on a cycle. */
function causallyPrecedes(history: RegisterHistory): Relation {
	const all = allOf(history);
	const inSession = precedesInSession(history);
	const reaches = all.map((a) => all.map((b) => inSession(a, b) || history.readsFrom[b] === a));
	for (const middle of all) {
		for (const a of all) {
			for (const b of all) {
				if (reaches[a]?.[middle] && reaches[middle]?.[b]) (reaches[a] as boolean[])[b] = true;
			}
		}
	}
	return (a, b) => reaches[a]?.[b] === true;
}

/** For each read some order of its causal past, in which only its own answer counts. */
function isCausal(history: RegisterHistory): boolean {
	const causal = causallyPrecedes(history);
	const all = allOf(history);
	if (all.some((one) => causal(one, one))) return false;
	return all.every((read) => {
		if (history.readsFrom[read] === noRead) return true;
		const past = all.filter((other) => causal(other, read));
		return someOrder(past, causal, (order) => isLastWrite(history.readsFrom[read] as number, read, order, history));
	});
}

function isLastWrite(
	returned: number,
	read: number,
	order: readonly number[],
	{ key, writes }: RegisterHistory,
): boolean {
	const last = order.findLast((one) => writes[one] === 1 && key[one] === key[read]);
	return returned === (last ?? initialWrite);
}

/** For each read some order of all writes and the read that agrees with time, in which the read finds what it returned. */
function isRegular(history: RegisterHistory): boolean {
	const inTime = precedesInTime(history);
	return allOf(history).every((read) => {
		if (history.readsFrom[read] === noRead) return true;
		const writes = allOf(history).filter((one) => one !== read && history.writes[one] === 1);
		const onKey = writes.filter((one) => history.key[one] === history.key[read]);
		return someOrder([...onKey, read], inTime, (order) => {
			const before = order.slice(0, order.indexOf(read));
			return history.readsFrom[read] === (before.at(-1) ?? initialWrite);
		});
	});
}

/** Whether a read returns the last, in this order, of the writes that the level lets it see. */
function findsLastVisible(read: number, level: Level, order: readonly number[], history: RegisterHistory): boolean {
	const returned = history.readsFrom[read] as number;
	if (returned === noRead) return true;
	const isVisible = visibleTo(level, history);
	return order.every((other) => {
		if (history.writes[other] === 0 || history.key[other] !== history.key[read]) return true;
		if (other === returned || other === read || !isVisible(other, read)) return true;
		return returned !== initialWrite && order.indexOf(other) < order.indexOf(returned);
	});
}

/** Which writes a read sees for certain, as relations are composed in the papers. */
function visibleTo(level: Level, history: RegisterHistory): Relation {
	const all = allOf(history);
	const so = precedesInSession(history);
	const wr: Relation = (a, b) => history.readsFrom[b] === a;
	const same: Relation = (a, b) => a === b;
	const soOrSame: Relation = (a, b) => so(a, b) || same(a, b);
	/** A cas reads before it writes. */
	const readThenWrite: Relation = (a, b) =>
		so(a, b) || (a === b && history.writes[a] === 1 && history.readsFrom[a] !== noRead);
	const then =
		(first: Relation, second: Relation): Relation =>
		(a, c) =>
			all.some((b) => first(a, b) && second(b, c));
	const repeated = (step: Relation): Relation => {
		let reach = step;
		for (const _ of all) {
			const before = reach;
			const longer = then(before, step);
			const table = all.map((a) => all.map((b) => before(a, b) || longer(a, b)));
			reach = (a, b) => table[a]?.[b] === true;
		}
		return reach;
	};
	switch (level) {
		case 'read-your-writes':
			return so;
		case 'monotonic-reads':
			return then(wr, so);
		case 'monotonic-writes':
			return then(then(so, wr), soOrSame);
		case 'writes-follow-reads':
			return then(then(repeated(then(wr, readThenWrite)), wr), soOrSame);
		default:
			return causallyPrecedes(history);
	}
}

/** The smallest number of nanoseconds by which reads may be moved back so that some order explains all; none above `most`. */
export function stalenessByBruteForce(history: RegisterHistory, most: number): number | undefined {
	for (let shift = 0; shift <= most; shift++) {
		if (someOrder(allOf(history), precedesWithin(shift, history), (order) => isLegal(order, history))) return shift;
	}
	return undefined;
}

function precedesWithin(shift: number, history: RegisterHistory): Relation {
	const inTime = precedesInTime(history);
	const { operations, writes } = history;
	return (a, b) => {
		if (shift === 0 || writes[b] === 1) return inTime(a, b);
		return (operations[a]?.completedAt as number) < (operations[b]?.invokedAt as number) - shift;
	};
}

/** The smallest k such that in some order that agrees with time each read returns one of the last k values. */
export function versionsByBruteForce(history: RegisterHistory): number | undefined {
	const worst = history.keys.map((operations) => {
		let best = Number.POSITIVE_INFINITY;
		someOrder(operations, precedesInTime(history), (order) => {
			best = Math.min(best, Math.max(0, ...order.map((one) => missedBy(one, order, history))));
			return false;
		});
		return best + 1;
	});
	const most = Math.max(1, ...worst);
	return Number.isFinite(most) ? most : undefined;
}

/** How many writes lie between an operation and what it read; infinitely many where an order is none at all. */
function missedBy(operation: number, order: readonly number[], { readsFrom, writes }: RegisterHistory): number {
	const returned = readsFrom[operation] as number;
	if (returned === noRead) return 0;
	const to = order.indexOf(operation);
	const from = order.indexOf(returned);
	const missed = order.slice(from + 1, to).filter((one) => writes[one] === 1).length;
	return from > to || (writes[operation] === 1 && missed > 0) ? Number.POSITIVE_INFINITY : missed;
}
