import type { Message, Mutant } from '../../../harness/model/index.ts';
import type { Cas, Write } from '../../replicated-kv/messages.ts';
import { RaftNode } from '../raft.ts';
import type { Leader } from '../role.ts';

/** Knows a command when it has seen it once, whatever became of it. */
export class RememberedAtAppend extends RaftNode {
	readonly #appended = new Set<string>();

	protected override serveCommand(leader: Leader, request: Message<Write | Cas>): void {
		const { type, session = 0, sequence = 0 } = request.body;
		const command = `${session} ${sequence}`;
		if (this.#appended.has(command)) this.context.reply(request, { type: `${type}_ok` });
		else super.serveCommand(leader, request);
		if (session !== 0) this.#appended.add(command);
	}
}

export const rememberedAtAppend: Mutant = {
	name: 'remembered-at-append',
	description:
		'A command counts as done when it is appended, not when it is applied: an attempt that is made again is acknowledged although the entry may be lost with its leader (linearizability).',
	seenIn: 'Duplicate detection at the wrong end of the log',
	createNode: (context) => new RememberedAtAppend(context),
};
