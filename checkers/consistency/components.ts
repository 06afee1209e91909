import type { Edge, OrderGraph } from './order-graph.ts';

/** For each operation the number of its strongly connected component: Tarjan's algorithm (1972), without recursion. */
export function componentsOf({ count, successors }: OrderGraph): Int32Array {
	const component = new Int32Array(count).fill(-1);
	const index = new Int32Array(count).fill(-1);
	const low = new Int32Array(count);
	const cursor = new Int32Array(count);
	const open: number[] = [];
	const path: number[] = [];
	let met = 0;
	let components = 0;
	const enter = (operation: number) => {
		index[operation] = met;
		low[operation] = met++;
		open.push(operation);
		path.push(operation);
	};
	const leave = (operation: number) => {
		path.pop();
		const parent = path.at(-1);
		if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[operation] as number);
		if (low[operation] !== index[operation]) return;
		for (let member = open.pop() as number; ; member = open.pop() as number) {
			component[member] = components;
			if (member === operation) break;
		}
		components++;
	};
	for (let root = 0; root < count; root++) {
		if (index[root] !== -1) continue;
		enter(root);
		for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
			const next = (successors[at] as readonly Edge[])[cursor[at] as number];
			cursor[at] = (cursor[at] as number) + 1;
			if (next === undefined) leave(at);
			else if (index[next.to] === -1) enter(next.to);
			else if (component[next.to] === -1) low[at] = Math.min(low[at] as number, index[next.to] as number);
		}
	}
	return component;
}
