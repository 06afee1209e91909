import { allocate, enlarge, set } from './memory';

/**
 * All ways through the configurations, for the host: by edge the configuration that it leaves (0: the start), the move, and
 * the one that it leads to (0: the end). In the order in which they were found, so that edges into a layer come before those
 * within it.
 */
export let edges: usize = 0;
export let edgeCount: i32 = 0;
let edgeCapacity: i32 = 0;

const EDGE_BYTES: usize = 12;

export function resetEdges(): void {
	edgeCapacity = 64;
	edges = allocate(<usize>edgeCapacity * EDGE_BYTES);
	edgeCount = 0;
}

export function keepEdge(from: i32, move: i32, to: i32): void {
	if (edgeCount == edgeCapacity) {
		const bytes = <usize>edgeCapacity * EDGE_BYTES;
		edges = enlarge(edges, bytes, 2 * bytes);
		edgeCapacity *= 2;
	}
	set(edges, 3 * edgeCount, from);
	set(edges, 3 * edgeCount + 1, move);
	set(edges, 3 * edgeCount + 2, to);
	edgeCount++;
}
