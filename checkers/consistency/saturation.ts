import type { Budget } from './budget.ts';
import { type Causality, isRead, withForced } from './causality.ts';
import { type Forced, isPossible } from './forced.ts';
import type { Edge, OrderGraph } from './order-graph.ts';
import { walkPasts } from './pasts.ts';
import { initialWrite, type RegisterHistory } from './register-history.ts';
import { initialValueReturned, type Violation, violationOfCycle } from './violation.ts';
import { lastWithin, type Writers, writersByKey } from './writers.ts';

/** The graph of all that one order of everything must keep, as far as rules tell; or why there is no such order. */
export type Saturated =
	| { readonly kind: 'graph'; readonly graph: OrderGraph }
	| { readonly kind: 'violation'; readonly violation: Violation };

/**
 * Adds, until nothing more follows, what any single order of all operations must keep (Zennou, Bouajjani, Enea and Erradi,
 * CAV 2019): a write that comes before a read, and is not the one that it returned, comes before that one; a write that
 * comes after the one that was returned comes after the read. Each round costs O(n · sessions). A history that survives
 * need not be sequentially consistent, but mostly is. Throws an `OutOfBudget`.
 */
export function saturate(causality: Causality, budget: Budget): Saturated {
	const { history } = causality;
	const impossible = causality.forced.find((one) => !isPossible(one));
	if (impossible !== undefined) {
		return { kind: 'violation', violation: initialValueReturned(impossible, 'causal', history) };
	}
	const known = causality.graph.edges.length;
	const facts = { history, writers: writersByKey(history), readers: lastReaders(history) };
	let graph = firstGraph(causality);
	for (;;) {
		const order = graph.order();
		if (order.length < graph.count) {
			return { kind: 'violation', violation: violationOfCycle(graph.cycle() as readonly Edge[], history) };
		}
		const more = consequences(graph, order, facts, budget);
		if ('returned' in more) {
			return { kind: 'violation', violation: initialValueReturned(more, 'sequential', history) };
		}
		budget.keep(graph.edges.length - known + more.length);
		if (more.length === 0) return { kind: 'graph', graph };
		graph = graph.with(more);
	}
}

/** What causality says, and readers of what a key held in the beginning before those who write to it. */
export function firstGraph({ graph, forced, history }: Causality): OrderGraph {
	const causal = withForced(graph, forced.filter(isPossible), 'causal');
	return causal.with(readersOfInitialValues(history, writersByKey(history)));
}

interface Facts {
	readonly history: RegisterHistory;
	readonly writers: readonly (readonly Writers[])[];
	/** For each write the last read of its value by each session. */
	readonly readers: readonly (readonly number[])[];
}

/** What follows from the graph and is not in it; or a read of an initial value after a write. */
function consequences(
	graph: OrderGraph,
	order: Int32Array,
	{ history, writers, readers }: Facts,
	budget: Budget,
): Edge[] | Forced {
	const { session, position, readsFrom } = history;
	const comesBefore = (one: number, past: Int32Array) =>
		(past[session[one] as number] as number) > (position[one] as number);
	const more: Edge[] = [];
	let impossible: Forced | undefined;
	walkPasts(graph, order, history, budget, (operation, past, through) => {
		const returned = readsFrom[operation] as number;
		for (const one of writers[history.key[operation] as number] as readonly Writers[]) {
			const other = lastWithin(one, past[one.session] as number, history);
			if (other === undefined) continue;
			if (isRead(operation, history) && other !== returned) {
				if (returned === initialWrite) impossible ??= { read: operation, returned, other };
				else if (!comesBefore(other, through(returned))) {
					more.push({ from: other, to: returned, cause: { kind: 'forced', read: operation, rule: 'sequential' } });
				}
			}
			if (history.writes[operation] === 0) continue;
			for (const read of readers[other] as readonly number[]) {
				if (read === operation || comesBefore(read, past)) continue;
				more.push({ from: read, to: operation, cause: { kind: 'forced', read, rule: 'overwritten' } });
			}
		}
		budget.keep(more.length);
	});
	return impossible ?? more;
}

function lastReaders(history: RegisterHistory): number[][] {
	const readers: number[][] = history.operations.map(() => []);
	for (const operations of history.sessions) {
		const last = new Map<number, number>();
		for (const operation of operations) {
			const returned = history.readsFrom[operation] as number;
			if (returned >= 0) last.set(returned, operation);
		}
		for (const [returned, operation] of last) (readers[returned] as number[]).push(operation);
	}
	return readers;
}

/** Who read what a key held in the beginning did so before each session's first write to the key. */
function readersOfInitialValues(history: RegisterHistory, writers: readonly (readonly Writers[])[]): Edge[] {
	const edges: Edge[] = [];
	for (const [key, operations] of history.keys.entries()) {
		const lastBySession = new Map<number, number>();
		for (const operation of operations) {
			if (history.readsFrom[operation] === initialWrite)
				lastBySession.set(history.session[operation] as number, operation);
		}
		for (const read of lastBySession.values()) {
			for (const { writes } of writers[key] as readonly Writers[]) {
				// A cas that found the initial value is before the writes that follow it in its own session.
				const to = writes.find((write) => write !== read) as number | undefined;
				if (to !== undefined) edges.push({ from: read, to, cause: { kind: 'forced', read, rule: 'overwritten' } });
			}
		}
	}
	return edges;
}
