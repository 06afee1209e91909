import type { ClusterView, Fault, FaultKind, Link, Nemesis, NodeChoice, NodeId } from '../harness/model/index.ts';

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

/** The nodes of a choice; none when there is nobody to choose. */
export function chosenNodes(choice: NodeChoice, view: ClusterView): readonly NodeId[] {
	const { nodes } = view;
	if (choice === 'one') return someNodes(view, 1);
	if (choice === 'minority') return someNodes(view, minorityOf(nodes.length));
	if (choice === 'majority') return someNodes(view, majorityOf(nodes.length));
	if (choice === 'all') return nodes;
	if (choice !== 'primary') return choice;
	const leader = leaderOf(view);
	return leader === undefined ? [] : [leader];
}

/** A nemesis, but for the nodes that it hits. */
export interface NodeNemesis {
	readonly name: string;
	readonly description: string;
	readonly kinds: readonly FaultKind[];
	/** Nothing when there is nothing to break with these nodes. */
	readonly faultOn: (nodes: readonly NodeId[], view: ClusterView) => Fault | undefined;
	/** Whom it hits when nobody chooses: any nodes unless given. */
	readonly choice?: NodeChoice;
}

/** A nemesis that hits nodes: those of its own choice, or of somebody's. */
export function nodeNemesis(parts: NodeNemesis): Nemesis {
	const { name, description, kinds, faultOn, choice } = parts;
	return {
		name,
		description,
		kinds,
		...(choice === 'primary' && { aim: 'leader', retryMs: leaderRetryMs }),
		choose(view): Fault | undefined {
			const nodes = choice === undefined ? anyNodes(view) : chosenNodes(choice, view);
			return nodes.length === 0 ? undefined : faultOn(nodes, view);
		},
		aimedAt: (other) => nodeNemesis({ ...parts, choice: other }),
	};
}

/** A nemesis that is one of several each time, drawn at random among those that find something to aim at. */
export function anyNemesis(name: string, description: string, members: readonly Nemesis[]): Nemesis {
	const kinds: readonly FaultKind[] = [...new Set(members.flatMap((member) => member.kinds))];
	const { aim, retryMs } = members.every((member) => member.aim === 'leader') ? (members[0] as Nemesis) : {};
	return {
		name,
		description,
		kinds,
		...(aim !== undefined && { aim }),
		...(retryMs !== undefined && { retryMs }),
		choose(view): Fault | undefined {
			for (const member of view.random.shuffle(members)) {
				const fault = member.choose(view);
				if (fault !== undefined) return fault;
			}
			return undefined;
		},
		aimedAt(choice) {
			const aimed = members.flatMap((member) => member.aimedAt?.(choice) ?? []);
			return anyNemesis(name, description, aimed);
		},
	};
}
