import {
	type Message,
	type MessageBody,
	type NodeContext,
	type NodeId,
	nodeNames,
} from '../../../harness/model/index.ts';
import { unrandom } from '../../testing/unrandom.ts';
import type { ClientRequest, PeerMessage } from '../messages.ts';
import { defaultOptions, type RaftOptions } from '../options.ts';
import type { RaftNode } from '../raft.ts';
import { type CreateObserved, type Observable, ObservedNode } from './observed-node.ts';
import { ScriptDisk } from './script-disk.ts';

type Sent = Message<MessageBody>;

interface Member {
	readonly disk: ScriptDisk;
	readonly timers: Map<string, () => void>;
	node: (RaftNode & Observable) | null;
}

/**
 * A cluster without time and chance: messages wait until they are delivered, timers until they are fired, and disks sync
 * when they are told to. For tests that show one interleaving, step by step.
 */
export class ScriptCluster {
	readonly ids: readonly NodeId[];
	/** Messages under way, oldest first. */
	readonly network: Sent[] = [];
	/** What clients were answered, oldest first. */
	readonly replies: Sent[] = [];
	/** Nodes whose disk does not sync by itself. */
	readonly slowDisks: Set<NodeId> = new Set();
	readonly #members: ReadonlyMap<NodeId, Member>;
	readonly #cuts = new Set<string>();
	readonly #options: RaftOptions;
	readonly #create: CreateObserved;
	#messageId = 0;

	constructor(size: number, options: Partial<RaftOptions> = {}, create: CreateObserved = ObservedNode) {
		this.ids = nodeNames(size);
		this.#options = { ...defaultOptions, ...options };
		this.#create = create;
		this.#members = new Map(this.ids.map((id) => [id, { disk: new ScriptDisk(), timers: new Map(), node: null }]));
		for (const id of this.ids) this.restart(id);
	}

	/** Throws when it is down. */
	node(id: NodeId): RaftNode & Observable {
		const { node } = this.#member(id);
		if (node === null) throw new Error(`Expected ${id} to be up`);
		return node;
	}

	isUp(id: NodeId): boolean {
		return this.#member(id).node !== null;
	}

	crash(id: NodeId): void {
		const member = this.#member(id);
		member.node = null;
		member.timers.clear();
		member.disk.crash();
	}

	restart(id: NodeId): void {
		const member = this.#member(id);
		member.node = new this.#create(this.#context(id, member), this.#options);
		member.node.start();
	}

	/** Cuts both directions between two nodes, or all links of one. */
	cut(a: NodeId, b?: NodeId): void {
		for (const other of b === undefined ? this.ids : [b]) {
			this.#cuts.add(`${a}>${other}`).add(`${other}>${a}`);
		}
	}

	heal(): void {
		this.#cuts.clear();
	}

	/** Runs a timer now. Throws when it is not set. */
	fire(id: NodeId, timer: string): void {
		const { timers } = this.#member(id);
		const then = timers.get(timer);
		if (then === undefined) {
			throw new Error(`Expected ${id} to have the timer ${timer}, it has ${[...timers.keys()].join(', ') || 'none'}`);
		}
		timers.delete(timer);
		then();
	}

	/** The election time-out of one node: a follower's has two stages, of which the first may be over. */
	timeOut(id: NodeId): void {
		const standing = () => this.node(id).inspect()['role'] !== 'follower';
		const stood = standing();
		this.fire(id, 'election');
		if (!stood && !standing()) this.fire(id, 'election');
	}

	/** The minimum election time-out has passed without a word from a leader, which its peers will notice too. */
	forgetLeader(id: NodeId): void {
		this.fire(id, 'election');
	}

	/** Everybody forgets the leader, this node times out, and everything is delivered. */
	elect(candidate: NodeId): void {
		for (const id of this.ids) {
			if (id === candidate || !this.isUp(id)) continue;
			const { role, leader } = this.node(id).inspect();
			if (role === 'follower' && leader !== null) this.forgetLeader(id);
		}
		this.timeOut(candidate);
		this.settle();
	}

	request(client: string, id: NodeId, body: Omit<ClientRequest, 'msg_id'>): void {
		const message = { src: client, dest: id, body: { ...body, msg_id: ++this.#messageId } };
		this.node(id).receive(message as Message<ClientRequest>);
	}

	/** Delivers the oldest message that fits, and returns it; lost if its link is cut or its receiver is down. */
	deliver(fits: (message: Sent) => boolean = () => true): Sent | undefined {
		const index = this.network.findIndex(fits);
		if (index === -1) return undefined;
		const [message] = this.network.splice(index, 1) as [Sent];
		this.#member(message.dest).node?.receive(message as Message<PeerMessage>);
		return message;
	}

	completeSyncs(id: NodeId): void {
		this.#member(id).disk.completeSyncs();
	}

	/** Delivers and syncs until nothing is left to do but for timers. Tells of each message that is delivered. */
	settle(observe: (message: Sent) => void = () => {}): void {
		for (let round = 0; round < 10_000; round++) {
			this.#syncFastDisks();
			const message = this.deliver();
			if (message === undefined) return;
			observe(message);
		}
		throw new Error('Expected the cluster to come to rest within 10,000 messages');
	}

	#syncFastDisks(): void {
		for (const [id, { disk }] of this.#members) {
			while (!this.slowDisks.has(id) && disk.syncsOpen > 0) disk.completeSyncs();
		}
	}

	#member(id: NodeId): Member {
		const member = this.#members.get(id);
		if (member === undefined) throw new Error(`Expected one of ${this.ids.join(', ')}, got \`${id}\``);
		return member;
	}

	#context(id: NodeId, { disk, timers }: Member): NodeContext {
		return {
			id,
			peers: this.ids.filter((other) => other !== id),
			random: unrandom,
			storage: disk,
			send: (dest, body) => this.#send(id, dest, body),
			reply: (request, body) => this.#send(id, request.src, { ...body, in_reply_to: request.body.msg_id as number }),
			setTimer: (name, _delayMs, then) => timers.set(name, then),
			cancelTimer: (name) => timers.delete(name),
			now: () => 0,
			log: () => {},
		};
	}

	#send(src: NodeId, dest: string, body: MessageBody): void {
		if (!this.ids.includes(dest)) this.replies.push({ src, dest, body });
		else if (!this.#cuts.has(`${src}>${dest}`)) this.network.push({ src, dest, body });
	}
}
