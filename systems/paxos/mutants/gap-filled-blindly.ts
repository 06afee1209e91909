import type { Mutant } from '../../../harness/model/index.ts';
import type { AcceptedEntry, Ballot, Entry, Slot } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Closes the gaps in its own log. */
export class GapFilledBlindly extends PaxosNode {
	protected override entryToPropose(slot: Slot, told: AcceptedEntry | undefined, ballot: Ballot): Entry {
		const isOwnGap = !this.accepted.has(slot) && slot < Math.max(...this.accepted.keys());
		return super.entryToPropose(slot, isOwnGap ? undefined : told, ballot);
	}
}

export const gapFilledBlindly: Mutant = {
	name: 'gap-filled-blindly',
	description:
		'A new leader puts a no-op where its own log has a gap, whatever the promises tell of that slot: a chosen command is lost (agreement in a slot).',
	seenIn: 'No-ops proposed without phase 1 for their slot',
	createNode: (context) => new GapFilledBlindly(context),
};
