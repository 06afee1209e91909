import type { Mutant } from '../../../harness/model/index.ts';
import type { AcceptedEntry, Slot } from '../messages.ts';
import { PaxosNode } from '../paxos.ts';

/** Takes what the first promise tells. */
export class AnyPromiseTaken extends PaxosNode {
	protected override highestByBallot(accepted: readonly AcceptedEntry[]): Map<Slot, AcceptedEntry> {
		const first = new Map<Slot, AcceptedEntry>();
		for (const entry of accepted) if (!first.has(entry.slot)) first.set(entry.slot, entry);
		return first;
	}
}

export const anyPromiseTaken: Mutant = {
	name: 'any-promise-taken',
	description:
		'A new leader proposes again what any promise tells of a slot, not what was accepted there with the highest ballot: an entry that was not chosen replaces one that was (agreement in a slot).',
	seenIn: 'Phase 1, half read',
	createNode: (context) => new AnyPromiseTaken(context),
};
