import { components } from './components.ts';
import { type DependencyGraph, edge } from './graph.ts';

/** A cycle: its edges, each beginning where the one before ends, and the name of the phenomenon. */
export interface Cycle {
	readonly type: string;
	/** Indices of edges. */
	readonly edges: readonly number[];
}

/** A kind of cycle: which edges it may have, and one that it must have, for it is looked for from there. */
interface Phenomenon {
	readonly type: string;
	readonly must: number;
	readonly rest: ReadonlySet<number>;
}

const { ww, wr, rw, realtime, through } = edge;

/** From the worst to the mildest; without real time first, for that says more (Adya 1999, section 3.2; Elle, section 4.3). */
const phenomena: readonly Phenomenon[] = [
	{ type: 'G0', must: ww, rest: new Set([ww, through]) },
	{ type: 'G1c', must: wr, rest: new Set([ww, wr, through]) },
	{ type: 'G-single', must: rw, rest: new Set([ww, wr, through]) },
	{ type: 'G2-item', must: rw, rest: new Set([ww, wr, rw, through]) },
	{ type: 'G0-realtime', must: ww, rest: new Set([ww, realtime, through]) },
	{ type: 'G1c-realtime', must: wr, rest: new Set([ww, wr, realtime, through]) },
	{ type: 'G-single-realtime', must: rw, rest: new Set([ww, wr, realtime, through]) },
	{ type: 'G2-item-realtime', must: rw, rest: new Set([ww, wr, rw, realtime, through]) },
];

/**
 * From so many edges of a component a cycle is looked for; each search is linear. Only a cycle with a single `rw` may need
 * many: of the other kinds every edge that begins a search is part of one.
 */
const attemptsMax = 1000;
/** So many are tried for a shorter one. */
const improvementsMax = 50;

/** One cycle for each component of transactions that depend on each other: of the worst kind that it has, and short. */
export function findCycles(graph: DependencyGraph): readonly Cycle[] {
	const outgoing = graph.outgoing();
	const all = components(graph, outgoing, () => true);
	const cycles: Cycle[] = [];
	const explained = new Set<number>();
	for (const phenomenon of phenomena) {
		if (explained.size === all.count) break;
		const isAllowed = (index: number): boolean =>
			phenomenon.rest.has(graph.type(index)) || graph.type(index) === phenomenon.must;
		const parts = components(graph, outgoing, isAllowed);
		for (const [component, edges] of startingEdges(graph, parts.of, all.of, phenomenon.must)) {
			if (explained.has(component)) continue;
			const shortest = shortestCycle(graph, outgoing, edges, phenomenon);
			if (shortest === undefined) continue;
			explained.add(component);
			cycles.push({ type: phenomenon.type, edges: shortest });
		}
	}
	return cycles;
}

/** By component of the whole graph: edges of the type that must be there, between nodes that a cycle of this kind may join. */
function startingEdges(
	graph: DependencyGraph,
	part: Int32Array,
	component: Int32Array,
	must: number,
): ReadonlyMap<number, readonly number[]> {
	const edges = new Map<number, number[]>();
	for (let index = 0; index < graph.edgeCount; index++) {
		if (graph.type(index) !== must) continue;
		const [from, to] = [graph.from(index), graph.to(index)];
		if (part[from] === -1 || part[from] !== part[to]) continue;
		const whole = component[from] as number;
		const known = edges.get(whole) ?? [];
		known.push(index);
		edges.set(whole, known);
	}
	return edges;
}

function shortestCycle(
	graph: DependencyGraph,
	outgoing: { readonly start: Int32Array; readonly list: Int32Array },
	candidates: readonly number[],
	{ rest }: Phenomenon,
): readonly number[] | undefined {
	let best: readonly number[] | undefined;
	let improvements = 0;
	for (const first of candidates.slice(0, attemptsMax)) {
		if (best !== undefined && ++improvements > improvementsMax) break;
		const path = shortestPath(graph, outgoing, graph.to(first), graph.from(first), rest);
		if (path !== undefined && (best === undefined || path.length + 1 < best.length)) best = [first, ...path];
		if (best !== undefined && best.length <= 2) break;
	}
	return best;
}

/** Breadth first: the edges from one node to another, as few as there can be. */
function shortestPath(
	graph: DependencyGraph,
	{ start, list }: { readonly start: Int32Array; readonly list: Int32Array },
	from: number,
	to: number,
	allowed: ReadonlySet<number>,
): readonly number[] | undefined {
	const reachedBy = new Map<number, number>([[from, -1]]);
	const queue = [from];
	for (let head = 0; head < queue.length; head++) {
		const node = queue[head] as number;
		if (node === to) return pathTo(graph, reachedBy, to);
		for (let at = start[node] as number; at < (start[node + 1] as number); at++) {
			const index = list[at] as number;
			const next = graph.to(index);
			if (!allowed.has(graph.type(index)) || reachedBy.has(next)) continue;
			reachedBy.set(next, index);
			queue.push(next);
		}
	}
	return undefined;
}

function pathTo(graph: DependencyGraph, reachedBy: ReadonlyMap<number, number>, to: number): readonly number[] {
	const path: number[] = [];
	for (let by = reachedBy.get(to) as number; by !== -1; by = reachedBy.get(graph.from(by)) as number) path.push(by);
	return path.reverse();
}
