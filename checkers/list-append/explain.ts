import type { Anomaly, JsonValue, Operation } from '../../harness/model/index.ts';
import type { Cycle } from './cycles.ts';
import { type DependencyGraph, type EdgeType, edgeTypes } from './graph.ts';
import type { Transaction } from './transactions.ts';
import type { VersionOrders } from './version-orders.ts';

/** A transaction in a sentence. */
export function nameOf({ process, input, output, type }: Operation): string {
	return `the transaction ${JSON.stringify(type === 'ok' ? output : input)} of process ${process}`;
}

/** A dependency between two transactions: one edge, or several through nodes that stand for no transaction. */
interface Dependency {
	readonly from: number;
	readonly to: number;
	readonly type: EdgeType;
	readonly key: string;
	readonly position: number;
}

/** A cycle as an anomaly: its transactions, and a sentence for each edge, after Elle's. */
export function anomalyOf(
	{ type, edges }: Cycle,
	graph: DependencyGraph,
	transactions: readonly Transaction[],
	orders: VersionOrders,
): Anomaly {
	const cycle = startingWithFirst(dependenciesOf(edges, graph), transactions);
	const names = new Map(cycle.map(({ from }, i) => [from, `T${i + 1}`]));
	const name = (transaction: number): string => names.get(transaction) as string;
	const told = cycle.map((dependency) => ({
		...dependency,
		because: because(dependency, name(dependency.from), name(dependency.to), transactions, orders),
	}));
	const operationOf = (transaction: number): Operation => (transactions[transaction] as Transaction).operation;
	const isLostUpdate = type === 'G-single' && losesUpdate(cycle, transactions);
	return {
		type: isLostUpdate ? 'lost-update' : type,
		message: [
			`${cycle.length} transactions come before each other in a circle (${type}), so that no order of them explains what they saw:`,
			...cycle.map(({ from }) => `  ${name(from)} is ${nameOf(operationOf(from)).replace(/^the transaction /, '')}`),
			...told.map(({ from, to, because }) => `  ${name(from)} < ${name(to)}, because ${because}`),
		].join('\n'),
		operations: cycle.map(({ from }) => operationOf(from).invoked).sort((a, b) => a - b),
		details: {
			phenomenon: type,
			cycle: told.map(({ from, to, type: dependency, key, because }): JsonValue => {
				const ends = { from: operationOf(from).invoked, to: operationOf(to).invoked };
				return { ...ends, type: dependency, ...(key !== '' && { key: JSON.parse(key) as JsonValue }), because };
			}),
		},
	};
}

/** Joins what goes through nodes that are no transactions. */
function dependenciesOf(edges: readonly number[], graph: DependencyGraph): readonly Dependency[] {
	const isTransaction = (node: number): boolean => node < graph.transactionCount;
	// Begin with an edge that leaves a transaction: the search may have begun in the middle of a longer one.
	const first = edges.findIndex((index) => isTransaction(graph.from(index)));
	const inOrder = [...edges.slice(first), ...edges.slice(0, first)];
	const result: Dependency[] = [];
	for (let i = 0; i < inOrder.length; i++) {
		const begin = inOrder[i] as number;
		while (!isTransaction(graph.to(inOrder[i] as number))) i++;
		result.push({
			from: graph.from(begin),
			to: graph.to(inOrder[i] as number),
			type: edgeTypes[graph.type(begin)] as EdgeType,
			key: graph.keyOf(begin),
			position: graph.position(begin),
		});
	}
	return result;
}

/** The transaction that was called first comes first. */
function startingWithFirst(cycle: readonly Dependency[], transactions: readonly Transaction[]): readonly Dependency[] {
	const invoked = ({ from }: Dependency): number => (transactions[from] as Transaction).operation.invoked;
	let first = 0;
	for (const [i, dependency] of cycle.entries()) {
		if (invoked(dependency) < invoked(cycle[first] as Dependency)) first = i;
	}
	return [...cycle.slice(first), ...cycle.slice(0, first)];
}

function because(
	{ from, to, type, key, position }: Dependency,
	a: string,
	b: string,
	transactions: readonly Transaction[],
	orders: VersionOrders,
): string {
	const order = orders.get(key) ?? [];
	switch (type) {
		case 'ww':
			return position < order.length
				? `${b} appended ${order[position]} to ${key} after ${a} appended ${order[position - 1]}`
				: `${b} appended to ${key} what nobody had read yet, and ${a} appended ${order[position - 1]}, which was read`;
		case 'wr':
			return `${b} read ${a}'s append of ${order[position]} to ${key}`;
		case 'rw':
			return position < order.length
				? `${a} did not observe ${b}'s append of ${order[position]} to ${key}`
				: `${a} did not observe ${b}'s append to ${key}`;
		default:
			return `${a} was answered at ${seconds(transactions[from]?.operation.completedAt)}, before ${b} was called at ${seconds(transactions[to]?.operation.invokedAt)}`;
	}
}

function seconds(nanos = 0): string {
	return `${(nanos / 1e9).toFixed(3)} s`;
}

/** Two transactions that have read the same list and both append to it: one overwrites what it has not seen. */
function losesUpdate(cycle: readonly Dependency[], transactions: readonly Transaction[]): boolean {
	const [one, other] = cycle;
	if (cycle.length !== 2 || one === undefined || other === undefined || one.key !== other.key) return false;
	if (new Set([one.type, other.type]).size !== 2 || [one, other].some(({ type }) => type === 'wr')) return false;
	return [one.from, other.from].every((transaction) => {
		const steps = transactions[transaction]?.steps ?? [];
		return steps.some(([kind, key]) => kind === 'r' && key === one.key);
	});
}
