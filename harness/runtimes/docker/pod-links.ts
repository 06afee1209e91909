import type { NodeId } from '../../model/index.ts';
import type { LinkCondition } from '../conditions.ts';
import type { Patience } from '../host/control.ts';
import type { LinkChange } from '../real/machinery.ts';
import { TaskQueues } from '../real/task-queues.ts';
import { patienceFor } from './patience.ts';
import type { Pod } from './pod.ts';

export interface PodLinksOptions {
	readonly addresses: ReadonlyMap<NodeId, string>;
	/** Nothing before it has been created. */
	readonly podOf: (node: NodeId) => Pod | undefined;
	/** A sender has to know how slow its links are, or it would give up on them. */
	readonly tellPatience: (node: NodeId, patience: Patience) => void;
}

/** The links between the pods of a run, each made as bad as told: partly where it ends, partly where it begins. */
export class PodLinks {
	readonly #options: PodLinksOptions;
	/** By receiver, then by the sender's address. */
	readonly #ingress = new Map<NodeId, Map<string, LinkCondition>>();
	/** By sender, then by the receiver's address. */
	readonly #egress = new Map<NodeId, Map<string, LinkCondition>>();
	/** What a node sends is changed by all whom it sends to. */
	readonly #tasks = new TaskQueues();

	constructor(options: PodLinksOptions) {
		this.#options = options;
	}

	async set(to: NodeId, changes: readonly LinkChange[]): Promise<void> {
		for (const { link, condition } of changes) {
			entryOf(this.#ingress, to).set(this.#addressOf(link.from), condition);
			entryOf(this.#egress, link.from).set(this.#addressOf(to), condition);
		}
		const { podOf, tellPatience } = this.#options;
		const senders = [...new Set(changes.map(({ link }) => link.from))];
		for (const from of senders) tellPatience(from, this.patienceOf(from));
		await Promise.all([
			podOf(to)?.setIngress(entryOf(this.#ingress, to)),
			...senders.map((from) => this.#tasks.run(from, async () => podOf(from)?.setEgress(entryOf(this.#egress, from)))),
		]);
	}

	/** With its links as they are now. */
	patienceOf(node: NodeId): Patience {
		const receivers = entryOf(this.#egress, node);
		const entries = [...this.#options.addresses].map(([peer, address]) => {
			const condition = receivers.get(address);
			return [peer, condition === undefined ? 0 : patienceFor(condition)] as const;
		});
		return Object.fromEntries(entries.filter(([, ms]) => ms > 0));
	}

	#addressOf(id: NodeId): string {
		const address = this.#options.addresses.get(id);
		if (address !== undefined) return address;
		throw new Error(`Expected one of the nodes ${[...this.#options.addresses.keys()].join(', ')}, got ${id}`);
	}
}

function entryOf<K, V>(maps: Map<K, Map<string, V>>, key: K): Map<string, V> {
	let entry = maps.get(key);
	if (entry === undefined) {
		entry = new Map();
		maps.set(key, entry);
	}
	return entry;
}
