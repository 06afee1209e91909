import type { System } from '../harness/model/index.ts';
import { mapReduce, ownMapReduce } from './mapreduce/index.ts';
import { messageTransactions } from './message-transactions/index.ts';
import { paxos } from './paxos/index.ts';
import { raft } from './raft/index.ts';
import { singlePaxos } from './single-paxos/index.ts';
import { threePhaseCommit } from './three-phase-commit/index.ts';
import { twoPhaseCommit } from './two-phase-commit/index.ts';

export type { Job, Jobs, Line, OwnMapReduce } from './mapreduce/index.ts';
export { mapReduce, messageTransactions, ownMapReduce, paxos, raft, singlePaxos, threePhaseCommit, twoPhaseCommit };

/** Every system that is built in. */
export const systems: readonly System[] = [
	raft,
	paxos,
	singlePaxos,
	twoPhaseCommit,
	threePhaseCommit,
	messageTransactions,
	mapReduce,
];
