import type { Mutant } from '../../../harness/model/index.ts';
import type { Slot } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Takes every slot after its own last one for free. */
export class PhaseOneSkipped extends PaxosNode {
	protected override lastUsedSlot(): Slot {
		return Math.max(this.executed, ...this.accepted.keys());
	}
}

export const phaseOneSkipped: Mutant = {
	name: 'phase-one-skipped',
	description:
		'A new leader uses the slots above those that it knows without regard to phase 1: one of them may be chosen already, by others (agreement in a slot).',
	seenIn: 'Leaders that resume at their own last index',
	createNode: (context) => new PhaseOneSkipped(context),
};
