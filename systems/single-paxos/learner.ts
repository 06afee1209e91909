import type { JsonValue, NodeId } from '../../harness/model/index.ts';
import { Acceptor } from './acceptor.ts';
import type { Accepted, Ballot, Instance } from './messages.ts';

/** Chapter 2: the learner. A value is chosen when a majority of the acceptors has accepted it with the same ballot. */
export abstract class Learner extends Acceptor {
	/** By instance and ballot, who has accepted. */
	private readonly accepts = new Map<string, Set<NodeId>>();
	protected readonly chosen: Map<Instance, JsonValue> = new Map();

	protected abstract learned(instance: Instance, value: JsonValue): void;

	protected onAccepted(acceptor: NodeId, message: Accepted): void {
		const { instance, value } = message;
		if (this.chosen.has(instance)) return;
		if (this.countAccept(acceptor, message) < this.quorumSize()) return;
		this.chosen.set(instance, value);
		this.history.push({ kind: 'learned', instance, value });
		this.learned(instance, value);
	}

	/** How many acceptors are known to have accepted this. */
	protected countAccept(acceptor: NodeId, { instance, ballot }: Accepted): number {
		const key = this.countedTogether(instance, ballot);
		const acceptors = (this.accepts.get(key) ?? new Set()).add(acceptor);
		this.accepts.set(key, acceptors);
		return acceptors.size;
	}

	protected countedTogether(instance: Instance, ballot: Ballot): string {
		return `${instance} ${ballot}`;
	}

	/** Any two groups of so many acceptors share one. */
	protected quorumSize(): number {
		return ((this.context.peers.length + 1) >> 1) + 1;
	}
}
