import {
	type ClusterView,
	chosenNodes,
	type Fault,
	type FaultKind,
	type Link,
	leaderOf,
	majorityOf,
	minorityOf,
	type Nemesis,
	type NodeChoice,
	type NodeId,
} from '../harness/model/index.ts';

export { chosenNodes, leaderOf, majorityOf, minorityOf };

/** This many nodes, drawn at random. */
export function someNodes({ nodes, random }: ClusterView, count: number): readonly NodeId[] {
	return random.shuffle(nodes).slice(0, count);
}

/** One node or several, drawn at random: first how many, then which. */
function anyNodes(view: ClusterView): readonly NodeId[] {
	return someNodes(view, view.random.integer(1, view.nodes.length));
}

/** How soon to look again for a leader, in milliseconds: where much is broken it may be there for a moment only. */
export const leaderRetryMs = 5;

/** Every direction between two nodes. */
export function allLinks(nodes: readonly NodeId[]): readonly Link[] {
	return nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => ({ from, to })));
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

/** The same for one that has its choice in its name. */
export function nodeNemesisNamedByChoice(parts: NodeNemesis): Nemesis {
	const { aimedAt: _, ...named } = nodeNemesis(parts);
	return named;
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
		...(members.some(({ aimedAt }) => aimedAt !== undefined) && {
			aimedAt(choice) {
				const aimed = members.flatMap((member) => member.aimedAt?.(choice) ?? []);
				return anyNemesis(name, description, aimed);
			},
		}),
	};
}
