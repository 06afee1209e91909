import type { JsonValue, Mutant } from '../../../harness/model/index.ts';
import type { Proposal } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Asks, and does not listen. */
export class OwnValueProposed extends PaxosNode {
	protected override valueToPropose(_promises: readonly (Proposal | null)[], ownValue: JsonValue): JsonValue {
		return ownValue;
	}
}

export const ownValueProposed: Mutant = {
	name: 'own-value-proposed',
	description:
		'A proposer proposes its own value though a promise carried another one, which may be chosen (agreement).',
	seenIn: 'Phase 1 taken for a formality',
	createNode: (context) => new OwnValueProposed(context),
};
