import type { DependencyGraph } from './graph.ts';

/**
 * Strongly connected components with more than one node, over the edges that are allowed: Tarjan's algorithm (1972) without
 * recursion, linear in nodes and edges. For each node the number of its component; -1 for a node that is in no cycle.
 */
export function components(
	graph: DependencyGraph,
	{ start, list }: { readonly start: Int32Array; readonly list: Int32Array },
	isAllowed: (edge: number) => boolean,
): { readonly of: Int32Array; readonly count: number } {
	const n = graph.nodeCount;
	const index = new Int32Array(n).fill(-1);
	const low = new Int32Array(n);
	const onStack = new Uint8Array(n);
	const of = new Int32Array(n).fill(-1);
	const stack: number[] = [];
	const path: number[] = [];
	const cursor = start.slice();
	let nextIndex = 0;
	let count = 0;
	const open = (node: number): void => {
		index[node] = nextIndex;
		low[node] = nextIndex++;
		stack.push(node);
		onStack[node] = 1;
		path.push(node);
	};
	const close = (node: number): void => {
		path.pop();
		const parent = path.at(-1);
		if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[node] as number);
		if (low[node] !== index[node]) return;
		const isCycle = stack.at(-1) !== node;
		for (;;) {
			const member = stack.pop() as number;
			onStack[member] = 0;
			if (isCycle) of[member] = count;
			if (member === node) break;
		}
		if (isCycle) count++;
	};
	for (let root = 0; root < n; root++) {
		if (index[root] !== -1) continue;
		open(root);
		while (path.length > 0) {
			const node = path.at(-1) as number;
			const at = cursor[node] as number;
			if (at === (start[node + 1] as number)) {
				close(node);
				continue;
			}
			cursor[node] = at + 1;
			const edge = list[at] as number;
			if (!isAllowed(edge)) continue;
			const to = graph.to(edge);
			if (index[to] === -1) open(to);
			else if (onStack[to] === 1) low[node] = Math.min(low[node] as number, index[to] as number);
		}
	}
	return { of, count };
}
