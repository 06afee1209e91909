import type { Mutant } from '../../../harness/model/index.ts';
import type { PeerMessage } from '../messages.ts';
import { RaftNode } from '../raft.ts';

/** Takes any answer for one of its followers. */
export class NewerTermIgnored extends RaftNode {
	protected override receiveFromPeer(peer: string, body: PeerMessage): void {
		const isAnswer = body.type === 'append_entries_reply';
		super.receiveFromPeer(peer, isAnswer ? { ...body, term: this.currentTerm } : body);
	}
}

export const newerTermIgnored: Mutant = {
	name: 'newer-term-ignored',
	description:
		'The leader does not look at the term of answers to AppendEntries, so it neither steps down nor notices that they come from a newer term: it confirms its leadership by servers that follow another one, and reads are stale (linearizability).',
	seenIn: 'The rule "If RPC request or response contains term T > currentTerm" of figure 2, left out for responses',
	createNode: (context) => new NewerTermIgnored(context),
};
