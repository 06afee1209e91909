import type { System } from '../harness/model/index.ts';
import { messageTransactions } from './message-transactions/index.ts';
import { paxos } from './paxos/index.ts';
import { raft } from './raft/index.ts';
import { singlePaxos } from './single-paxos/index.ts';
import { twoPhaseCommit } from './two-phase-commit/index.ts';

export { messageTransactions, paxos, raft, singlePaxos, twoPhaseCommit };

/** Every system that is built in. */
export const systems: readonly System[] = [raft, paxos, singlePaxos, twoPhaseCommit, messageTransactions];
