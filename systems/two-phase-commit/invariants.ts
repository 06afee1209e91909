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

/**
 * Who has decided what. A participant that has not voted may abort by itself, and needs no record of it: one that dies has
 * forgotten that, and takes part in the transaction anew when its client goes on. So an abort that did not survive its
 * node's life is none; a commit always is one.
 */
class Decisions {
	readonly #byTransaction: ByTransaction<Map<NodeId, Decision>> = new Map();
	readonly #lives = new Map<NodeId, number>();
	readonly #aborted = new Map<NodeId, Set<TransactionId>>();

	begin(node: NodeId, life: number): void {
		if (this.#lives.get(node) === life) return;
		this.#lives.set(node, life);
		for (const tx of this.#aborted.get(node) ?? []) this.#byTransaction.get(tx)?.delete(node);
		this.#aborted.set(node, new Set());
	}

	/** Returns somebody who has decided otherwise. */
	note(node: NodeId, tx: TransactionId, decision: Decision): NodeId | undefined {
		const decided = this.#byTransaction.get(tx) ?? new Map<NodeId, Decision>();
		for (const [other, otherwise] of decided) if (otherwise !== decision) return other;
		this.#byTransaction.set(tx, decided.set(node, decision));
		if (decision === 'abort') this.#aborted.get(node)?.add(tx);
		return undefined;
	}
}

const agreement = invariant(
	'agreement',
	'All processes that reach a decision reach the same one (AC1): no participant commits what another has aborted',
	() => {
		const decisions = new Decisions();
		return (node, { kind, tx }, _, life) => {
			decisions.begin(node, life);
			if (kind !== 'commit' && kind !== 'abort') return undefined;
			const other = decisions.note(node, tx, kind);
			if (other === undefined) return undefined;
			const [committed, aborted] = kind === 'commit' ? [node, other] : [other, node];
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
