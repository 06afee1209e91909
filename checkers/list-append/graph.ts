import type { ExternalRead, Transaction, Writer } from './transactions.ts';
import type { VersionOrders } from './version-orders.ts';

/** Why one transaction comes before another. */
export const edgeTypes = ['ww', 'wr', 'rw', 'realtime', 'through'] as const;
export type EdgeType = (typeof edgeTypes)[number];

export const edge = { ww: 0, wr: 1, rw: 2, realtime: 3, through: 4 } as const;

/**
 * The dependencies of transactions, in columns. Nodes from `transactionCount` on stand for no transaction: many come before
 * many others through one of them, with as many edges as there are transactions instead of their product. What leads out of
 * such a node is `through`, and belongs to the edge that led in.
 */
export class DependencyGraph {
	readonly transactionCount: number;
	#nodeCount: number;
	readonly #from: number[] = [];
	readonly #to: number[] = [];
	readonly #type: number[] = [];
	/** Of the key that a dependency is about, and of the element in its order: for its explanation. */
	readonly #key: number[] = [];
	readonly #position: number[] = [];
	readonly keys: string[] = [];

	constructor(transactionCount: number) {
		this.transactionCount = transactionCount;
		this.#nodeCount = transactionCount;
	}

	get nodeCount(): number {
		return this.#nodeCount;
	}

	get edgeCount(): number {
		return this.#from.length;
	}

	addNode(): number {
		return this.#nodeCount++;
	}

	addEdge(from: number, to: number, type: number, key = -1, position = -1): void {
		if (from === to) return;
		this.#from.push(from);
		this.#to.push(to);
		this.#type.push(type);
		this.#key.push(key);
		this.#position.push(position);
	}

	from(index: number): number {
		return this.#from[index] as number;
	}

	to(index: number): number {
		return this.#to[index] as number;
	}

	type(index: number): number {
		return this.#type[index] as number;
	}

	keyOf(index: number): string {
		return this.keys[this.#key[index] as number] ?? '';
	}

	position(index: number): number {
		return this.#position[index] as number;
	}

	/** Edges by their beginning: those of node `n` are `list[start[n]]` up to `list[start[n + 1]]`. */
	outgoing(): { readonly start: Int32Array; readonly list: Int32Array } {
		const start = new Int32Array(this.#nodeCount + 1);
		for (const from of this.#from) (start[from + 1] as number)++;
		for (let node = 0; node < this.#nodeCount; node++) (start[node + 1] as number) += start[node] as number;
		const next = start.slice();
		const list = new Int32Array(this.#from.length);
		for (const [index, from] of this.#from.entries()) list[(next[from] as number)++] = index;
		return { start, list };
	}
}

/**
 * Which transactions come before which (Adya 1999, section 3.1; Elle, section 4): `ww` from an append to the next one of the
 * same list, `wr` from an append to whoever saw it last, `rw` from whoever did not see an append to that append.
 *
 * Appends that nobody read come after those that were read, in an order that nobody knows, and that is left open. An `info`
 * transaction counts if something of it was seen; otherwise nothing depends on it.
 */
export function dependencies(
	transactions: readonly Transaction[],
	writers: ReadonlyMap<string, ReadonlyMap<string, Writer>>,
	reads: readonly ExternalRead[],
	orders: VersionOrders,
): DependencyGraph {
	const graph = new DependencyGraph(transactions.length);
	/** By key: its number, and the appends that nobody read. */
	const keys = new Map<string, { readonly number: number; readonly unseen: Unseen }>();
	const writerOf = (key: string, element: string): number | undefined => writers.get(key)?.get(element)?.transaction;
	const happened = thoseThatHappened(transactions, writers, orders);
	for (const [key, ofKey] of writers) {
		const number = graph.keys.push(key) - 1;
		const order = orders.get(key) ?? [];
		let before: number | undefined;
		for (const [position, element] of order.entries()) {
			const writer = writerOf(key, element);
			if (before !== undefined && writer !== undefined) graph.addEdge(before, writer, edge.ww, number, position);
			before = writer ?? before;
		}
		const unseen = new Unseen(graph, unseenAppends(ofKey, order, happened));
		keys.set(key, { number, unseen });
		if (before !== undefined) unseen.comeAfter(before, edge.ww, number, order.length);
	}
	for (const { transaction, key, list } of reads) {
		const known = keys.get(key);
		if (known === undefined) continue;
		const last = list.at(-1);
		const writer = last === undefined ? undefined : writerOf(key, last);
		if (writer !== undefined) graph.addEdge(writer, transaction, edge.wr, known.number, list.length - 1);
		const next = nextWriter(orders.get(key) ?? [], list.length, transaction, (element) => writerOf(key, element));
		if (next !== undefined) graph.addEdge(transaction, next.writer, edge.rw, known.number, next.position);
		else known.unseen.comeAfter(transaction, edge.rw, known.number, (orders.get(key) ?? []).length);
	}
	return graph;
}

/** Whoever is the first to append after what was read; the reader's own appends it need not have seen. */
function nextWriter(
	order: readonly string[],
	from: number,
	reader: number,
	writerOf: (element: string) => number | undefined,
): { readonly writer: number; readonly position: number } | undefined {
	for (let position = from; position < order.length; position++) {
		const writer = writerOf(order[position] as string);
		if (writer !== undefined && writer !== reader) return { writer, position };
	}
	return undefined;
}

/**
 * Transactions whose appends to a list nobody read, as a group that comes after others. One of them may come before all the
 * others itself, and never before itself; hence two chains, so that all but one are reached by two edges.
 */
class Unseen {
	readonly #graph: DependencyGraph;
	readonly #places: ReadonlyMap<number, number>;
	/** Through `#upTo[i]` one comes to the first i + 1, through `#from[i]` to the i-th and all that follow. */
	readonly #upTo: readonly number[];
	readonly #from: readonly number[];

	constructor(graph: DependencyGraph, members: readonly number[]) {
		this.#graph = graph;
		this.#places = new Map(members.map((member, place) => [member, place]));
		this.#upTo = chain(graph, members);
		this.#from = chain(graph, members.toReversed()).toReversed();
	}

	comeAfter(transaction: number, type: number, key: number, position: number): void {
		const place = this.#places.get(transaction) ?? this.#places.size;
		for (const node of [this.#upTo[place - 1], this.#from[place + 1]]) {
			if (node !== undefined) this.#graph.addEdge(transaction, node, type, key, position);
		}
	}
}

/** Nodes of which each leads to one more of the members than the one before. */
function chain(graph: DependencyGraph, members: readonly number[]): readonly number[] {
	const nodes: number[] = [];
	for (const member of members) {
		const node = graph.addNode();
		graph.addEdge(node, member, edge.through);
		const before = nodes.at(-1);
		if (before !== undefined) graph.addEdge(node, before, edge.through);
		nodes.push(node);
	}
	return nodes;
}

/** Those that are known to, and those of unknown end of which anything was seen: then all of it is there. */
function thoseThatHappened(
	transactions: readonly Transaction[],
	writers: ReadonlyMap<string, ReadonlyMap<string, Writer>>,
	orders: VersionOrders,
): ReadonlySet<number> {
	const happened = new Set<number>();
	for (const [index, { type }] of transactions.entries()) if (type === 'ok') happened.add(index);
	for (const [key, order] of orders) {
		for (const element of order) {
			const writer = writers.get(key)?.get(element)?.transaction;
			if (writer !== undefined && transactions[writer]?.type === 'info') happened.add(writer);
		}
	}
	return happened;
}

function unseenAppends(
	writers: ReadonlyMap<string, Writer>,
	order: readonly string[],
	happened: ReadonlySet<number>,
): readonly number[] {
	const seen = new Set(order);
	const unseen = new Set<number>();
	for (const [element, { transaction }] of writers) {
		if (!seen.has(element) && happened.has(transaction)) unseen.add(transaction);
	}
	return [...unseen];
}

/**
 * Real time in linear size: a chain of nodes, one for each completion. A transaction comes before the node of its completion,
 * and that before whatever is invoked later. One that nobody knows the end of comes before nothing.
 */
export function addRealTime(graph: DependencyGraph, transactions: readonly Transaction[]): void {
	const events = transactions.flatMap(({ operation, type }, transaction) => [
		{ at: operation.invoked, transaction, isCompletion: false },
		...(type === 'ok' ? [{ at: operation.completed, transaction, isCompletion: true }] : []),
	]);
	events.sort((a, b) => a.at - b.at);
	let last: number | undefined;
	for (const { transaction, isCompletion } of events) {
		if (transactions[transaction]?.type === 'fail') continue;
		if (!isCompletion) {
			if (last !== undefined) graph.addEdge(last, transaction, edge.through);
			continue;
		}
		const node = graph.addNode();
		if (last !== undefined) graph.addEdge(last, node, edge.through);
		graph.addEdge(transaction, node, edge.realtime);
		last = node;
	}
}
