import { type EventWatch, historyInvariant, type Invariant, type NodeId } from '../../harness/model/index.ts';
import type { Decision, TransactionId } from '../transactions/messages.ts';
import type { ParticipantEvent, ParticipantInternals } from './participant.ts';

/** Over the votes and decisions of the participants; the coordinator keeps no such history. */
function invariant(
	name: string,
	description: string,
	begin: () => EventWatch<ParticipantEvent>,
): Invariant<Partial<ParticipantInternals>> {
	return historyInvariant(name, description, ({ history }) => history, begin);
}

/** Votes and decisions of transactions, and who they are of. */
type ByTransaction<T> = Map<TransactionId, T>;

const agreement = invariant(
	'agreement',
	'All processes that reach a decision reach the same one (AC1): no participant commits what another has aborted',
	() => {
		const first: ByTransaction<{ readonly node: NodeId; readonly decision: Decision }> = new Map();
		/** An abort of somebody who has no part in a commit that was decided before is not known to be of the same transaction. */
		return (node, { kind, tx }) => {
			if (kind !== 'commit' && kind !== 'abort') return undefined;
			const other = first.get(tx);
			if (other === undefined) first.set(tx, { node, decision: kind });
			if (other === undefined || other.decision === kind) return undefined;
			const [committed, aborted] = kind === 'commit' ? [node, other.node] : [other.node, node];
			return `${committed} commits ${tx}, which ${aborted} has aborted`;
		};
	},
);

const voteBeforeCommit = invariant(
	'commit-after-yes',
	'The commit decision can only be reached if all processes voted Yes (AC3)',
	() => {
		const yes: ByTransaction<Set<NodeId>> = new Map();
		const participants: ByTransaction<readonly NodeId[]> = new Map();
		return (node, event) => {
			const { kind, tx } = event;
			if (kind === 'yes') {
				yes.set(tx, (yes.get(tx) ?? new Set()).add(node));
				participants.set(tx, event.participants);
			}
			if (kind !== 'commit') return undefined;
			const missing = (participants.get(tx) ?? [node]).find((participant) => yes.get(tx)?.has(participant) !== true);
			return missing === undefined ? undefined : `${node} commits ${tx}, for which ${missing} has not voted Yes`;
		};
	},
);

export const invariants: readonly Invariant<Partial<ParticipantInternals>>[] = [agreement, voteBeforeCommit];
