import { didYouMean, findByName, UsageError } from './errors.ts';
import type { NodeId } from './message.ts';
import type { ClusterView, Nemesis } from './nemesis.ts';

/** Which nodes a nemesis is to hit: so many, drawn each time anew, or these. `primary` is whoever leads, when somebody does. */
export type NodeChoice = (typeof nodeChoiceWords)[number] | readonly NodeId[];

export const nodeChoiceWords = ['one', 'minority', 'majority', 'primary', 'all'] as const;

/**
 * A choice from its text: `majority`, `n1`, `n1+n3`. Throws a `UsageError`.
 *
 * @param where what the text is part of, for the message
 */
export function parseNodeChoice(text: string, where: string): NodeChoice {
	const word = nodeChoiceWords.find((candidate) => candidate === text);
	if (word !== undefined) return word;
	const names = text.split(/[+,]/);
	if (names.every((name) => /^n\d+$/.test(name))) return [...new Set(names)];
	const words = nodeChoiceWords.join(', ');
	throw new UsageError(
		`Expected the nodes of \`${where}\` to be one of ${words}, or nodes as in n1+n3, got \`${text}\`.${didYouMean(text, nodeChoiceWords)}`,
	);
}

/**
 * A nemesis by its name, which may say whom it aims at: `crash`, `crash:majority`, `pause:n1+n3`. Throws a `UsageError`.
 */
export function findNemesis(nemeses: readonly Nemesis[], name: string): Nemesis {
	const colon = name.indexOf(':');
	if (colon === -1) return findByName(nemeses, name, 'nemesis');
	const nemesis = findByName(nemeses, name.slice(0, colon), 'nemesis');
	const choice = parseNodeChoice(name.slice(colon + 1), name);
	if (nemesis.aimedAt === undefined) {
		throw new UsageError(`Expected a nemesis that can be aimed at nodes, got \`${name}\`: \`${nemesis.name}\` cannot`);
	}
	return { ...nemesis.aimedAt(choice), name, ...(typeof choice !== 'string' && { nodes: choice }) };
}

/** The nodes of a choice; none when there is nobody to choose. */
export function chosenNodes(choice: NodeChoice, view: ClusterView): readonly NodeId[] {
	const { nodes } = view;
	if (choice === 'one') return drawn(view, 1);
	if (choice === 'minority') return drawn(view, minorityOf(nodes.length));
	if (choice === 'majority') return drawn(view, majorityOf(nodes.length));
	if (choice === 'all') return nodes;
	if (choice !== 'primary') return choice;
	const leader = leaderOf(view);
	return leader === undefined ? [] : [leader];
}

function drawn({ nodes, random }: ClusterView, count: number): readonly NodeId[] {
	return random.shuffle(nodes).slice(0, count);
}

/** The smallest number of nodes that is more than half. */
export function majorityOf(nodeCount: number): number {
	return Math.floor(nodeCount / 2) + 1;
}

/** The largest number of nodes that is less than half: without them a majority is left. */
export function minorityOf(nodeCount: number): number {
	return nodeCount - majorityOf(nodeCount);
}

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
