import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** Asks for votes when it hears of no leader, and listens to whoever asks. */
export class DisruptiveServer extends RaftNode {
	protected override startPreVote(): void {
		this.leaderId = null;
		this.startElection();
	}

	protected override believesInLeader(): boolean {
		return false;
	}
}

export const disruptiveServer: Mutant = {
	name: 'disruptive-server',
	description:
		'Neither PreVote nor stickiness: a server that was removed, and does not know, stands for election in ever newer terms, and deposes one leader after the other.',
	seenIn: 'Thesis, section 4.2.3; the prevote tests of etcd',
	breaks: 'liveness',
	workload: 'membership',
	createNode: (context) => new DisruptiveServer(context),
};
