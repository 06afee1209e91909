import type { Link, Message, NodeId, Random } from '../../model/index.ts';
import { healthyLink, type LinkCondition } from '../conditions.ts';
import { drawMs } from '../distribution.ts';
import { byteLength, LinkQueue } from '../link-queue.ts';
import { createRandom } from '../random.ts';

export interface ProcessNetworkOptions {
	readonly seed: string;
	readonly isNode: (name: string) => boolean;
	/** Hands a message to a node. False when the node is down: then it is lost. */
	readonly deliver: (message: Message) => boolean;
	/** Hands a message to whoever is no node: a client or the controller. */
	readonly leave: (message: Message) => void;
	/** Told what becomes of the messages between nodes. */
	readonly record: (kind: 'send' | 'deliver' | 'drop', message: Message) => void;
}

/**
 * The network between child processes: every message passes through here, and the condition of its link decides what becomes
 * of it. A message takes no time on a healthy link and never overtakes another. Clients' messages always pass.
 */
export class ProcessNetwork {
	readonly #options: ProcessNetworkOptions;
	readonly #random: Random;
	readonly #conditions = new Map<string, LinkCondition>();
	readonly #queues = new Map<string, LinkQueue>();
	readonly #underWay = new Set<NodeJS.Timeout>();

	constructor(options: ProcessNetworkOptions) {
		this.#options = options;
		this.#random = createRandom(options.seed, 'process-network');
	}

	setCondition(link: Link, condition: LinkCondition): void {
		this.#conditions.set(keyOf(link.from, link.to), condition);
	}

	route(message: Message): void {
		const { isNode, deliver, leave, record } = this.#options;
		if (!isNode(message.dest)) leave(message);
		else if (!isNode(message.src)) deliver(message);
		else {
			record('send', message);
			if (message.src === message.dest) this.#deliver(message);
			else this.#pass(message, this.#conditionOf(message.src, message.dest));
		}
	}

	/** Messages that are under way are lost. */
	close(): void {
		for (const timer of this.#underWay) clearTimeout(timer);
		this.#underWay.clear();
	}

	#pass(message: Message, condition: LinkCondition): void {
		if (condition.cut || (condition.lossProbability > 0 && this.#random.chance(condition.lossProbability))) {
			this.#options.record('drop', message);
			return;
		}
		this.#carry(message, condition);
		if (condition.duplicateProbability > 0 && this.#random.chance(condition.duplicateProbability)) {
			this.#carry(message, condition);
		}
	}

	#carry(message: Message, condition: LinkCondition): void {
		const delayMs = this.#extraMs(message, condition);
		if (delayMs === undefined) {
			this.#options.record('drop', message);
			return;
		}
		if (delayMs === 0) {
			this.#deliver(message);
			return;
		}
		const timer = setTimeout(() => {
			this.#underWay.delete(timer);
			// A cut breaks the wire: what is still on it does not arrive.
			if (this.#conditionOf(message.src, message.dest).cut) this.#options.record('drop', message);
			else this.#deliver(message);
		}, delayMs);
		this.#underWay.add(timer);
	}

	/** How long a message takes on this link; nothing when it finds the queue full. */
	#extraMs({ src, dest, body }: Message, condition: LinkCondition): number | undefined {
		let ms = 0;
		for (const delay of condition.delays) ms += drawMs(delay, this.#random);
		if (condition.reorderProbability > 0 && this.#random.chance(condition.reorderProbability)) {
			ms += condition.reorderHoldMs;
		}
		if (condition.bytesPerSecond === null) return ms;
		const nanos = this.#queueOf(src, dest).pass(performance.now() * 1e6, byteLength(body), condition.bytesPerSecond);
		return nanos === undefined ? undefined : ms + nanos / 1e6;
	}

	#queueOf(from: NodeId, to: NodeId): LinkQueue {
		const key = keyOf(from, to);
		let queue = this.#queues.get(key);
		if (queue === undefined) {
			queue = new LinkQueue();
			this.#queues.set(key, queue);
		}
		return queue;
	}

	#deliver(message: Message): void {
		this.#options.record(this.#options.deliver(message) ? 'deliver' : 'drop', message);
	}

	#conditionOf(from: NodeId, to: NodeId): LinkCondition {
		return this.#conditions.get(keyOf(from, to)) ?? healthyLink;
	}
}

function keyOf(from: NodeId, to: NodeId): string {
	return `${from}>${to}`;
}
