import type { ClusterView, Fault, FaultKind, Link, Nemesis, NodeId } from '../harness/model/index.ts';

/** The smallest number of nodes that is more than half. */
export function majorityOf(nodeCount: number): number {
	return Math.floor(nodeCount / 2) + 1;
}

/** The largest number of nodes that is less than half: without them a majority is left. */
export function minorityOf(nodeCount: number): number {
	return nodeCount - majorityOf(nodeCount);
}

/** This many nodes, drawn at random. */
export function someNodes({ nodes, random }: ClusterView, count: number): readonly NodeId[] {
	return random.shuffle(nodes).slice(0, count);
}

/** One node or several, drawn at random: first how many, then which. */
export function anyNodes(view: ClusterView): readonly NodeId[] {
	return someNodes(view, view.random.integer(1, view.nodes.length));
}

/** How soon to look again for a leader, in milliseconds: where much is broken it may be there for a moment only. */
export const leaderRetryMs = 5;

/**
 * The node that says it leads; nothing when none does. After a partition several may claim it: then the one of the newest
 * term is real, and the others have not heard of it yet.
 */
export function leaderOf(view: ClusterView): NodeId | undefined {
	let leader: NodeId | undefined;
	let newestTerm = Number.NEGATIVE_INFINITY;
	for (const node of view.nodes) {
		const state = view.inspect(node);
		const role = state?.['role'];
		if (role !== 'leader' && role !== 'coordinator') continue;
		const term = typeof state?.['term'] === 'number' ? state['term'] : 0;
		if (term > newestTerm) {
			leader = node;
			newestTerm = term;
		}
	}
	return leader;
}

/** Every direction between two nodes. */
export function allLinks(nodes: readonly NodeId[]): readonly Link[] {
	return nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => ({ from, to })));
}

/** A nemesis that is one of several each time, drawn at random among those that find something to aim at. */
export function anyNemesis(name: string, description: string, members: readonly Nemesis[]): Nemesis {
	const kinds: readonly FaultKind[] = [...new Set(members.flatMap((member) => member.kinds))];
	return {
		name,
		description,
		kinds,
		choose(view): Fault | undefined {
			for (const member of view.random.shuffle(members)) {
				const fault = member.choose(view);
				if (fault !== undefined) return fault;
			}
			return undefined;
		},
	};
}
