import type { Budget } from './budget.ts';
import type { OrderGraph } from './order-graph.ts';
import type { RegisterHistory } from './register-history.ts';

/** For each session how many of its first operations are meant. */
export type Clock = Int32Array;

/** `past` is what comes before the operation. `through` tells, for a direct predecessor, its past and itself. */
export type Visit = (operation: number, past: Clock, through: (predecessor: number) => Clock) => void;

/**
 * Goes through operations in an order that agrees with a graph, and tells of each what comes before it: vector clocks over
 * the sessions (Fidge 1988, Mattern 1989), for which the graph must hold the order of each session. A clock is only
 * valid during the call, and kept only until the last successor was visited. Throws an `OutOfBudget`.
 */
export function walkPasts(
	graph: OrderGraph,
	order: Int32Array,
	history: RegisterHistory,
	budget: Budget,
	visit: Visit,
): void {
	const predecessors = predecessorsOf(graph);
	const awaited = Int32Array.from(graph.successors, (edges) => edges.length);
	const clocks: (Clock | undefined)[] = new Array(graph.count);
	const spare: Clock[] = [];
	const through = (operation: number) => clocks[operation] as Clock;
	for (const operation of order) {
		budget.spend();
		const past = spare.pop() ?? new Int32Array(history.sessions.length);
		past.fill(0);
		for (const predecessor of predecessors.of(operation)) join(past, through(predecessor));
		visit(operation, past, through);
		for (const predecessor of predecessors.of(operation)) {
			awaited[predecessor] = (awaited[predecessor] as number) - 1;
			if (awaited[predecessor] !== 0) continue;
			spare.push(through(predecessor));
			clocks[predecessor] = undefined;
		}
		past[history.session[operation] as number] = (history.position[operation] as number) + 1;
		if (awaited[operation] === 0) spare.push(past);
		else clocks[operation] = past;
	}
}

function join(into: Clock, other: Clock): void {
	for (let session = 0; session < into.length; session++) {
		const count = other[session] as number;
		if (count > (into[session] as number)) into[session] = count;
	}
}

/** Every operation's predecessors, once for each edge, in one array. */
function predecessorsOf({ count, edges }: OrderGraph): { of(operation: number): Int32Array } {
	const start = new Int32Array(count + 1);
	for (const { to } of edges) start[to + 1] = (start[to + 1] as number) + 1;
	for (let i = 0; i < count; i++) start[i + 1] = (start[i + 1] as number) + (start[i] as number);
	const next = start.slice();
	const list = new Int32Array(edges.length);
	for (const { from, to } of edges) {
		list[next[to] as number] = from;
		next[to] = (next[to] as number) + 1;
	}
	return { of: (operation) => list.subarray(start[operation], start[operation + 1]) };
}
