import type { Inspection, NodeId, System } from '../../model/index.ts';

const leading = new Set(['leader', 'coordinator', 'primary']);

/** What the change of a node's state means, in the words of its system, or in general ones; nothing if it is not worth telling. */
export function tellState(
	{ describeChange }: Pick<System, 'describeChange'>,
	node: NodeId,
	before: Inspection,
	after: Inspection,
): string | undefined {
	return describeChange === undefined ? tellRole(node, before, after) : describeChange(node, before, after);
}

function tellRole(node: NodeId, before: Inspection, after: Inspection): string | undefined {
	const [was, is] = [before['role'], after['role']];
	if (was === is || typeof is !== 'string') return undefined;
	if (leading.has(is)) return was === undefined ? undefined : `${node} becomes ${is}${ofTerm(after)}`;
	return typeof was === 'string' && leading.has(was) ? `${node} is ${was} no more` : undefined;
}

function ofTerm({ term }: Inspection): string {
	return typeof term === 'number' ? ` of term ${term}` : '';
}
