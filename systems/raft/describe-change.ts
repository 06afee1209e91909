import type { Inspection, NodeId } from '../../harness/model/index.ts';

/** What matters for a failure: who leads, who voted for whom. */
export function describeChange(node: NodeId, before: Inspection, after: Inspection): string | undefined {
	const { role, term, votedFor } = after;
	if (role !== before['role'] && role === 'leader') return `${node} becomes leader of term ${term}`;
	if (role !== before['role'] && before['role'] === 'leader') return `${node} steps down: it hears of term ${term}`;
	const hasVoted = votedFor !== null && votedFor !== node && votedFor !== before['votedFor'];
	return hasVoted && before['role'] !== undefined ? `${node} votes for ${votedFor} in term ${term}` : undefined;
}
