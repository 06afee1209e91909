import type { JsonValue, Mutant } from '../../../harness/model/index.ts';
import type { Proposal } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Takes the first value that comes. */
export class FirstValueProposed extends PaxosNode {
	protected override valueToPropose(promises: readonly (Proposal | null)[], ownValue: JsonValue): JsonValue {
		return promises.find((accepted) => accepted !== null)?.value ?? ownValue;
	}
}

export const firstValueProposed: Mutant = {
	name: 'first-value-proposed',
	description:
		'A proposer takes the value of any promise instead of the one with the highest ballot: an older value, that was not chosen, replaces the one that was (agreement).',
	seenIn: 'Phase 1, half read',
	createNode: (context) => new FirstValueProposed(context),
};
