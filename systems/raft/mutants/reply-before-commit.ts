import type { Message, Mutant } from '../../../harness/model/index.ts';
import type { ClientRequest, Entry } from '../messages.ts';
import { RaftNode } from '../raft.ts';

/** Takes the entry in its own log for a promise of the cluster. */
export class ReplyBeforeCommit extends RaftNode {
	protected override awaitCommit(request: Message<ClientRequest>, entry: Entry): void {
		if (request.body.type === 'write') this.context.reply(request, { type: 'write_ok' });
		else super.awaitCommit(request, entry);
	}
}

export const replyBeforeCommit: Mutant = {
	name: 'reply-before-commit',
	description:
		'The leader acknowledges a write when it is in its own log: if it loses its leadership before a majority has the entry, the acknowledged write is lost (linearizability).',
	seenIn: 'The class of bugs that Jepsen found in redis-raft',
	createNode: (context) => new ReplyBeforeCommit(context),
};
