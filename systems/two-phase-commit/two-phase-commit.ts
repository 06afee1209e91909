import type { NodeContext, NodeProgram } from '../../harness/model/index.ts';
import { coordinatorOf } from '../transactions/placement.ts';
import { Coordinator } from './coordinator.ts';
import { type CommitOptions, defaultOptions } from './options.ts';
import { Participant } from './participant.ts';

/**
 * # Two-phase commit
 *
 * A transaction has done its work at several participants, each of which holds locks for it. Now all of them must commit,
 * or none: *atomic commitment*. It would be easy if nobody could fail between "I can" and "I have".
 *
 * **Phase one.** The coordinator asks every participant for its vote. One that votes Yes promises that it can carry out
 * either decision from now on, whatever happens to it; so what it needs for that is on its disk before the vote leaves.
 * One that cannot votes No, and has aborted.
 *
 * **Phase two.** If everybody has voted Yes, the coordinator writes down that it commits. That record *is* the commit:
 * before it, a crash aborts the transaction; after it, nothing can. Then it tells everybody.
 *
 * **In doubt** is a participant between its Yes and the decision. It may not give up its locks, for they protect what it
 * may have to commit; and it cannot decide by itself, for others may have been told the opposite. It asks (*cooperative
 * termination*), and if nobody knows, it waits: two-phase commit *blocks* when the coordinator fails in that window.
 * No protocol can do without any such window when messages may be lost (section 7.3, "Proposition 7.1").
 *
 * **Presumed abort.** The coordinator need not remember what it has aborted, for whoever asks about a transaction that it
 * does not know is told "abort". It must remember a commit until everybody has it.
 *
 * The essential order of things, in one line each; every arrow has a mutant that turns it round:
 *
 * 1. participant: log what is prepared → vote Yes (`logPrepared`)
 * 2. coordinator: all Yes votes → log commit → tell participants and client (`decideCommit`, `logCommit`)
 * 3. participant: log decision → acknowledge (`onDecision`)
 * 4. coordinator: all acknowledged → forget (`mayForget`)
 *
 * `coordinator.ts` and `participant.ts` are the protocol, `../transactions/` has what is below and above it: the store with
 * strict two-phase locking, the log, the clients. The numbers of sections are those of Bernstein, Hadzilacos and Goodman,
 * *Concurrency Control and Recovery in Database Systems*, 1987; the idea is Gray's, *Notes on Data Base Operating Systems*,
 * 1978; presumed abort is from Mohan, Lindsay and Obermarck, *Transaction Management in the R\* Distributed Database
 * Management System*, 1986.
 */
export function createNode(context: NodeContext): NodeProgram {
	return create(Coordinator, Participant)(context);
}

type CoordinatorClass = new (context: NodeContext, options: CommitOptions) => Coordinator;
type ParticipantClass = new (context: NodeContext, options: CommitOptions) => Participant;

/** The first node coordinates, the others take part. */
export function create(
	CoordinatorOf: CoordinatorClass,
	ParticipantOf: ParticipantClass,
): (context: NodeContext) => NodeProgram {
	return (context) => {
		const isCoordinator = coordinatorOf([context.id, ...context.peers]) === context.id;
		return isCoordinator ? new CoordinatorOf(context, defaultOptions) : new ParticipantOf(context, defaultOptions);
	};
}
