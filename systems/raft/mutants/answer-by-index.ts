import type { Mutant } from '../../../harness/model/index.ts';
import { RaftNode } from '../raft.ts';

/** Takes the entry at its index for its own. */
export class AnswerByIndex extends RaftNode {
	protected override isSameEntry(): boolean {
		return true;
	}
}

export const answerByIndex: Mutant = {
	name: 'answer-by-index',
	description:
		'A server tells a client that its command was applied when some entry was applied at its index: another leader may have put another command there (linearizability).',
	seenIn: 'MIT 6.824: waiting by index, without the term',
	createNode: (context) => new AnswerByIndex(context),
};
