import type { Explored } from '../kernel/kernel.ts';
import type { Problem } from '../problem.ts';

/**
 * All ways from the beginning of a history to its end that there would be with any number of crashed operations, and what they
 * use of these.
 *
 * Nodes are configurations, in the order of their fronts: node 0 is the start, the last one the end. What is there of the
 * crashed operations is told by *bounds*, one for each operation: of a class with operations that are available from the
 * fronts 5, 9 and 9 on, an order uses at most one before front 9, at most two in front of the third's, and at most three in
 * all. An order with crashed operations is a way that keeps every bound, and such a way is an order.
 */
export interface Ways {
	/** By layer: its first node; and the number of nodes. Edges lead within a layer or to a later one. */
	readonly layers: Int32Array;
	/** By node: its first edge; and the number of edges. */
	readonly edgesOf: Int32Array;
	/** By edge: the node that it leads to. */
	readonly to: Int32Array;
	/** By edge: the first bound on the crashed operation that it uses; -1 if it uses none. It counts for all later ones of the class. */
	readonly uses: Int32Array;
	/** By crashed class: its first bound; and the number of bounds. */
	readonly boundsOf: Int32Array;
	/** By bound: its crashed class. */
	readonly classOf: Int32Array;
}

export function waysThrough({ fronts, edges }: Explored, { length, crashedStart, crashedFrom }: Problem): Ways {
	const end = fronts.length;
	const count = edges.length / 3;
	const edgesOf = new Int32Array(end + 2);
	for (let edge = 0; edge < count; edge++) (edgesOf[(edges[3 * edge] as number) + 1] as number)++;
	for (let node = 0; node <= end; node++) (edgesOf[node + 1] as number) += edgesOf[node] as number;
	const place = edgesOf.slice();
	const to = new Int32Array(count);
	const uses = new Int32Array(count).fill(-1);
	for (let edge = 0; edge < count; edge++) {
		const from = edges[3 * edge] as number;
		const move = edges[3 * edge + 1] as number;
		const at = place[from] as number;
		place[from] = at + 1;
		to[at] = (edges[3 * edge + 2] as number) || end;
		if (move < 0) uses[at] = lastAvailable(-1 - move, fronts[from] as number, crashedStart, crashedFrom);
	}
	return {
		layers: layersOf(fronts, length),
		edgesOf,
		to,
		uses,
		boundsOf: crashedStart,
		classOf: classesOf(crashedStart),
	};
}

/** Of operations of a crashed class the last one that was invoked before the return of the operation `front`. */
function lastAvailable(crashedClass: number, front: number, crashedStart: Int32Array, crashedFrom: Int32Array): number {
	const end = crashedStart[crashedClass + 1] as number;
	let bound = crashedStart[crashedClass] as number;
	while (bound + 1 < end && (crashedFrom[bound + 1] as number) <= front) bound++;
	return bound;
}

function layersOf(fronts: Int32Array, length: number): Int32Array {
	const layers = [0, 1];
	for (let node = 2; node < fronts.length; node++) if (fronts[node] !== fronts[node - 1]) layers.push(node);
	if (length > 0 && fronts.length > 1) layers.push(fronts.length);
	layers.push(fronts.length + 1);
	return Int32Array.from(layers);
}

function classesOf(boundsOf: Int32Array): Int32Array {
	const classes = new Int32Array(boundsOf.at(-1) as number);
	for (let one = 0; one + 1 < boundsOf.length; one++) classes.fill(one, boundsOf[one], boundsOf[one + 1]);
	return classes;
}

/** By bound: by how much a way that uses so much exceeds it; negative where something is left. */
export function excessOf(used: Int32Array, { boundsOf, classOf }: Ways): Int32Array {
	let sum = 0;
	return used.map((some, bound) => {
		const first = boundsOf[classOf[bound] as number] as number;
		sum = bound === first ? some : sum + some;
		return sum - (bound - first + 1);
	});
}
