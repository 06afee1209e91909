import type { Mutant } from '../../../harness/model/index.ts';
import type { PeerMessage } from '../messages.ts';
import { RaftNode } from '../raft.ts';

/** Takes any message for a sign that all is well. */
export class TimerResetByAnything extends RaftNode {
	protected override receiveFromPeer(peer: string, body: PeerMessage): void {
		super.receiveFromPeer(peer, body);
		if (this.role.kind !== 'leader') this.resetElectionTimer();
	}
}

export const timerResetByAnything: Mutant = {
	name: 'timer-reset-by-anything',
	description:
		'Every message resets the election timer, also those of candidates that cannot win: one with an old log keeps everybody else from standing, and there is no leader.',
	seenIn: 'MIT 6.824: the election timer reset too often',
	breaks: 'liveness',
	createNode: (context) => new TimerResetByAnything(context),
};
