import type { CreateNode, Message, MessageBody, NodeProgram } from '../../../harness/model/index.ts';
import { ScriptDisk } from '../../raft/testing/script-disk.ts';
import { unrandom } from '../../testing/unrandom.ts';

export interface Sent {
	readonly dest: string;
	readonly body: MessageBody & Readonly<Record<string, unknown>>;
}

/** One node of five, what it sends, and its disk and its clock in the test's hand. */
export class NodeBench {
	readonly disk: ScriptDisk = new ScriptDisk();
	readonly #id: string;
	readonly #create: CreateNode;
	readonly #timers = new Map<string, { readonly at: number; readonly then: () => void }>();
	#sent: Sent[] = [];
	#now = 0;
	#program: NodeProgram;

	constructor(id: string, create: CreateNode) {
		this.#id = id;
		this.#create = create;
		this.#program = this.#start();
	}

	#start(): NodeProgram {
		const send = (dest: string, body: MessageBody): void => {
			this.#sent.push({ dest, body: body as Sent['body'] });
		};
		const program = this.#create({
			id: this.#id,
			peers: ['n1', 'n2', 'n3', 'n4', 'n5'].filter((id) => id !== this.#id),
			random: unrandom,
			storage: this.disk,
			send,
			reply: ({ src }, body) => send(src, body),
			setTimer: (name, delayMs, then) => this.#timers.set(name, { at: this.#now + delayMs, then }),
			cancelTimer: (name) => this.#timers.delete(name),
			now: () => this.#now,
			log: () => {},
		});
		program.start();
		return program;
	}

	receive(src: string, body: object): void {
		this.#program.receive({ src, dest: this.#id, body } as Message);
	}

	/** All that it has begun to write becomes durable. */
	sync(): void {
		while (this.disk.syncsOpen > 0) this.disk.completeSyncs();
	}

	/** Loses what was not synced, and comes back. */
	crash(): void {
		this.#timers.clear();
		this.disk.crash();
		this.#program = this.#start();
	}

	pass(ms: number): void {
		const end = this.#now + ms;
		for (;;) {
			const due = [...this.#timers].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at)[0];
			if (due === undefined) break;
			this.#timers.delete(due[0]);
			this.#now = due[1].at;
			due[1].then();
		}
		this.#now = end;
	}

	/** What it has sent since the last time, each in a few words: `n1 publish t1 credit`. */
	sent(): readonly string[] {
		return this.takeSent().map(({ dest, body: { type, letter, id } }) => {
			const letterId = (letter as { readonly id: string } | undefined)?.id ?? id;
			return letterId === undefined ? `${dest} ${type}` : `${dest} ${type} ${letterId}`;
		});
	}

	takeSent(): readonly Sent[] {
		const sent = this.#sent;
		this.#sent = [];
		return sent;
	}

	/** What it answers to a client's request. */
	ask(body: object): Sent['body'] {
		this.takeSent();
		this.receive('c0', body);
		return this.takeSent()[0]?.body as Sent['body'];
	}
}
