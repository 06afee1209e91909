import type { Mutant, NodeId } from '../../../harness/model/index.ts';
import type { AppendEntriesReply } from '../messages.ts';
import { RaftNode } from '../raft.ts';

/** Takes "yes" for "I have everything". */
export class HeartbeatTakenForMatch extends RaftNode {
	protected override onAppendEntriesReply(server: NodeId, reply: AppendEntriesReply): void {
		super.onAppendEntriesReply(server, reply.success ? { ...reply, matchIndex: this.log.lastIndex } : reply);
	}
}

export const heartbeatTakenForMatch: Mutant = {
	name: 'heartbeat-taken-for-match',
	description:
		'The leader takes any successful answer, also to an empty message, for its whole log: entries count as replicated that were never sent (leader completeness).',
	seenIn: 'A heartbeat answered with success, and matchIndex set to the end of the log',
	createNode: (context) => new HeartbeatTakenForMatch(context),
};
