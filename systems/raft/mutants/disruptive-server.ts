import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** Listens to whoever asks for a vote. */
export class DisruptiveServer extends RaftNode {
	protected override believesInLeader(): boolean {
		return false;
	}
}

export const disruptiveServer: Mutant = {
	name: 'disruptive-server',
	description:
		'A server gives up a leader that is well for anybody who asks in a newer term: without stickiness a server that was removed, and does not know, deposes one leader after the other.',
	seenIn: 'Thesis, section 4.2.3; the prevote tests of etcd',
	breaks: 'liveness',
	workload: 'membership',
	createNode: (context) => new DisruptiveServer(context),
};
