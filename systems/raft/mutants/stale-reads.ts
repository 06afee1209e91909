import type { Message, Mutant } from '../../../harness/model/index.ts';
import type { Read } from '../../replicated-kv/messages.ts';
import { RaftNode } from '../raft.ts';
import type { Leader } from '../role.ts';

/** Believes that it is the leader because it was. */
export class StaleReads extends RaftNode {
	protected override serveRead(_leader: Leader, request: Message<Read>): void {
		this.answerRead(request);
	}
}

export const staleReads: Mutant = {
	name: 'stale-reads',
	description:
		'The leader answers reads from its own state without asking a majority: cut off or paused, it returns values that a newer leader has replaced (linearizability).',
	seenIn: 'etcd and Consul in 2014, Xraft-KV#40',
	createNode: (context) => new StaleReads(context),
};
