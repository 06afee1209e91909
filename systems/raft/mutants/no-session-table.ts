import type { Message, Mutant } from '../../../harness/model/index.ts';
import { type Cas, commandOf, type Write } from '../../replicated-kv/messages.ts';
import { RaftNode } from '../raft.ts';
import type { Leader } from '../role.ts';

/** Takes every attempt for a new command. */
export class NoSessionTable extends RaftNode {
	protected override serveCommand(leader: Leader, request: Message<Write | Cas>): void {
		this.propose(leader, request, commandOf({ ...request.body, session: 0, sequence: 0 }));
	}
}

export const noSessionTable: Mutant = {
	name: 'no-session-table',
	description:
		'A command that a client tries again because the answer was lost is applied twice: a value that was overwritten in between comes back (linearizability).',
	seenIn: 'Raft, section 8; Paxos Made Live',
	createNode: (context) => new NoSessionTable(context),
};
