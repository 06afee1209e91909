import type { NodeId } from '../../harness/model/index.ts';
import type { Ballot } from './messages.ts';

const ballotsPerRound = 100;

/** "Different proposers choose their numbers from disjoint sets of numbers" (Paxos Made Simple, section 2.2). */
export function ballotOf(round: number, node: NodeId): Ballot {
	return round * ballotsPerRound + Number(node.slice(1));
}

export function roundOf(ballot: Ballot): number {
	return Math.floor(ballot / ballotsPerRound);
}
