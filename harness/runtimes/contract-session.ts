import type { ClusterFault, Message, MessageBody, NodeId } from '../model/index.ts';
import type { EchoRequest } from './fixtures/echo-system.ts';
import type { Cluster, Connection } from './runtime.ts';

const nanosecondsPerMs = 1e6;

/** `Omit` that keeps the members of a union apart. */
type Request = EchoRequest extends infer Member ? (Member extends unknown ? Omit<Member, 'msg_id'> : never) : never;
type Reply = MessageBody & { readonly [field: string]: unknown };

/**
 * A cluster of echo nodes as a test speaks to it, in virtual and in real time alike: every step drives the cluster until it
 * is done, and virtual time stands still between two steps.
 */
export class Session {
	readonly cluster: Cluster;
	readonly #connection: Connection;
	readonly #waiting = new Map<number, (reply: Reply) => void>();
	#lastId = 0;

	constructor(cluster: Cluster) {
		this.cluster = cluster;
		this.#connection = cluster.connect('c0', (message: Message) => {
			const reply = message.body as Reply;
			this.#waiting.get(reply.in_reply_to as number)?.(reply);
		});
	}

	/** Sends a request and returns what will hold its reply, once it has come. */
	post(node: NodeId, request: Request): { reply?: Reply } {
		const slot: { reply?: Reply } = {};
		const id = ++this.#lastId;
		this.#waiting.set(id, (reply) => {
			slot.reply = reply;
		});
		this.#connection.send(node, { ...request, msg_id: id } as MessageBody);
		return slot;
	}

	/** The reply to a request; throws when it takes longer than `timeoutMs`. */
	async request(node: NodeId, request: Request, timeoutMs = 10_000): Promise<Reply> {
		const slot = await this.attempt(node, request, timeoutMs);
		if (slot === undefined) throw new Error(`Expected ${node} to answer ${request.type} within ${timeoutMs} ms`);
		return slot;
	}

	/** The reply to a request; nothing when it takes longer than `timeoutMs`. */
	async attempt(node: NodeId, request: Request, timeoutMs: number): Promise<Reply | undefined> {
		const slot: { reply?: Reply } = {};
		await this.cluster.drive((finish) => {
			const cancel = this.cluster.clock.setTimer(timeoutMs * nanosecondsPerMs, () => finish());
			const id = ++this.#lastId;
			this.#waiting.set(id, (reply) => {
				slot.reply = reply;
				cancel();
				finish();
			});
			this.#connection.send(node, { ...request, msg_id: id } as MessageBody);
		});
		return slot.reply;
	}

	sleep(ms: number): Promise<void> {
		return this.cluster.drive((finish) => {
			this.cluster.clock.setTimer(ms * nanosecondsPerMs, () => finish());
		});
	}

	inject(fault: ClusterFault): Promise<void> {
		return this.cluster.drive((finish) => this.cluster.inject(fault, finish));
	}

	heal(fault: ClusterFault): Promise<void> {
		return this.cluster.drive((finish) => this.cluster.heal(fault, finish));
	}

	/** Begins to heal, and does not wait for it. */
	healing(fault: ClusterFault): { readonly done: boolean } {
		const state = { done: false };
		this.cluster.heal(fault, (error) => {
			if (error !== undefined) throw error;
			state.done = true;
		});
		return state;
	}

	/** `from` tells `to` a value; nobody knows whether it arrives. */
	async tell(from: NodeId, to: NodeId, value: number): Promise<void> {
		await this.request(from, { type: 'tell', peer: to, value });
	}

	/** The values that `to` has heard from `from` so far. */
	async heard(from: NodeId, to: NodeId): Promise<readonly number[]> {
		return (await this.request(to, { type: 'heard', peer: from }))['values'] as number[];
	}

	/** Whether something becomes true within `timeoutMs`. */
	async eventually(condition: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<boolean> {
		const deadline = this.cluster.clock.now() + timeoutMs * nanosecondsPerMs;
		while (!(await condition())) {
			if (this.cluster.clock.now() > deadline) return false;
			await this.sleep(20);
		}
		return true;
	}

	/** Whether messages pass from one node to the other: keeps telling a value of its own until it is heard. */
	async passes(from: NodeId, to: NodeId, timeoutMs = 10_000): Promise<boolean> {
		const value = ++this.#lastId + 1_000_000;
		return this.eventually(async () => {
			await this.tell(from, to, value);
			await this.sleep(10);
			return (await this.heard(from, to)).includes(value);
		}, timeoutMs);
	}
}
