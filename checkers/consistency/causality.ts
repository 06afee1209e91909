import { Budget } from './budget.ts';
import type { Forced } from './forced.ts';
import { type Cause, type Edge, OrderGraph } from './order-graph.ts';
import { walkPasts } from './pasts.ts';
import { initialWrite, noRead, type RegisterHistory } from './register-history.ts';
import { lastWithin, writersByKey } from './writers.ts';

/** Which operation could have influenced which: the order of each session, and who read from whom, and what follows of both. */
export interface Causality {
	readonly history: RegisterHistory;
	readonly graph: OrderGraph;
	/** All operations in an order that agrees with the graph. */
	readonly order: Int32Array;
	/** For each read what its whole causal past forces, without what the graph says anyway. */
	readonly forced: readonly Forced[];
}

const session: Cause = { kind: 'session' };
const readsFrom: Cause = { kind: 'reads-from' };

/** The order of each session, and who read from whom: `so` and `wr` (or `rf`) in the literature. */
function causalGraph(history: RegisterHistory): OrderGraph {
	const edges: Edge[] = [];
	for (const operations of history.sessions) {
		for (let i = 1; i < operations.length; i++) {
			edges.push({ from: operations[i - 1] as number, to: operations[i] as number, cause: session });
		}
	}
	for (const [read, from] of history.readsFrom.entries())
		if (from >= 0) edges.push({ from, to: read, cause: readsFrom });
	return OrderGraph.of(history.operations.length, edges);
}

export function isRead(operation: number, { readsFrom }: RegisterHistory): boolean {
	return readsFrom[operation] !== noRead;
}

/** The causality of a history, or a cycle: an operation that depends on what came after it. Throws an `OutOfBudget`. */
export function causalityOf(
	history: RegisterHistory,
	budget: Budget = Budget.unlimited,
): Causality | { readonly cycle: readonly Edge[] } {
	const graph = causalGraph(history);
	const order = graph.order();
	if (order.length < graph.count) return { cycle: graph.cycle() as readonly Edge[] };
	return { history, graph, order, forced: forcedByPasts(history, graph, order, budget) };
}

/** Of each session that wrote the key, the last write in a read's past is before what it returned; O(n · sessions). */
function forcedByPasts(history: RegisterHistory, graph: OrderGraph, order: Int32Array, budget: Budget): Forced[] {
	const writers = writersByKey(history);
	const forced: Forced[] = [];
	walkPasts(graph, order, history, budget, (read, past, through) => {
		const returned = history.readsFrom[read] as number;
		if (returned === noRead) return;
		const before = returned === initialWrite ? undefined : through(returned);
		for (const one of writers[history.key[read] as number] as (typeof writers)[number]) {
			const other = lastWithin(one, past[one.session] as number, history);
			if (other === undefined || other === returned) continue;
			const known = before !== undefined && (before[one.session] as number) > (history.position[other] as number);
			if (!known) forced.push({ read, returned, other });
		}
		budget.keep(forced.length);
	});
	return forced;
}

/** The graph with what a rule forces beside it. */
export function withForced(graph: OrderGraph, forced: readonly Forced[], rule: string): OrderGraph {
	return graph.with(
		forced.map(({ read, returned, other }) => ({
			from: other,
			to: returned,
			cause: { kind: 'forced', read, rule } as const,
		})),
	);
}
