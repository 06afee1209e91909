import type { NodeContext, NodeProgram } from '../../harness/model/index.ts';
import { coordinatorOf } from '../transactions/placement.ts';
import { Coordinator } from './coordinator.ts';
import { defaultOptions } from './options.ts';
import { Participant } from './participant.ts';

/**
 * # Three-phase commit
 *
 * Two-phase commit blocks when the coordinator fails while others are in doubt: one of those that failed may have
 * committed, and one of those may have aborted, and nobody is there to tell. Skeen's answer is a phase between: nobody
 * commits before everybody knows that all have voted Yes. Then
 *
 * - if somebody there is still *uncertain* (has voted Yes, and heard nothing since), nobody can have committed;
 * - if somebody is *committable* (knows that all have voted Yes), nobody can have aborted.
 *
 * So whoever is left can decide without those that failed: it does not block as long as one is left.
 *
 * The price is one more round trip, and one assumption: **whoever does not answer in time has failed.** Messages must come
 * in time, always. When the network is partitioned instead, each side takes the other for dead: on one side somebody is
 * committable, and they commit; on the other all are uncertain, and abort. That breaks atomicity (AC1), and it is not a
 * mistake in this program: no protocol is without blocking when partitions are possible (section 7.3). That is why nobody
 * uses it, and why it is here: `partition.sim.test.ts` shows both.
 *
 * `coordinator.ts` and `participant.ts` are two-phase commit with what is added to it.
 *
 * After Skeen, *Nonblocking Commit Protocols*, 1981, and Bernstein, Hadzilacos and Goodman, *Concurrency Control and
 * Recovery in Database Systems*, 1987, sections 7.5 (for failures of sites only) and 7.3, which sections refer to.
 */
export function createNode(context: NodeContext): NodeProgram {
	const isCoordinator = coordinatorOf([context.id, ...context.peers]) === context.id;
	return isCoordinator ? new Coordinator(context, defaultOptions) : new Participant(context, defaultOptions);
}
