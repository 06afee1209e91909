import { didYouMean, findByName, UsageError } from './errors.ts';
import type { NodeId } from './message.ts';
import type { Nemesis } from './nemesis.ts';

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
