import type { Inspection, Message, NodeContext, NodeId, NodeProgram } from '../../harness/model/index.ts';
import { Courier, exponentialBackoffMs } from './courier.ts';
import { Journal } from './journal.ts';
import {
	type ClientRequest,
	type Letter,
	type LetterId,
	notSupported,
	type PeerMessage,
	type Status,
} from './messages.ts';
import type { MessagingOptions } from './options.ts';

type BrokerEntry =
	| { readonly kind: 'taken-over'; readonly letter: Letter }
	| { readonly kind: 'arrived'; readonly id: LetterId };

/** What the invariants look at. */
export interface BrokerInternals {
	readonly kind: 'broker';
	readonly nodeCount: number;
	/** Letters that it has taken over and that are not acknowledged. */
	readonly queue: ReadonlyMap<LetterId, Letter>;
	version(): number;
}

/**
 * The broker: takes letters over, keeps them on its disk, and delivers each *at least once*, until the service that it is
 * for has acknowledged it. Then it forgets the letter: whatever is published again after that is delivered again. It never
 * looks into a letter, and gives no promise of order.
 */
export class Broker implements NodeProgram {
	protected readonly context: NodeContext;
	protected readonly options: MessagingOptions;
	protected readonly journal: Journal<BrokerEntry>;
	protected readonly queue: Map<LetterId, Letter> = new Map();
	private readonly couriers = new Map<NodeId, Courier>();
	readonly #internals: BrokerInternals;

	constructor(context: NodeContext, options: MessagingOptions) {
		this.context = context;
		this.options = options;
		this.journal = new Journal(context.storage);
		this.#internals = {
			kind: 'broker',
			nodeCount: context.peers.length + 1,
			queue: this.queue,
			version: () => this.journal.length,
		};
	}

	/** What was not acknowledged is delivered (again). */
	start(): void {
		for (const entry of this.journal.all()) {
			if (entry.kind === 'taken-over') this.queue.set(entry.letter.id, entry.letter);
			else this.queue.delete(entry.id);
		}
		for (const letter of this.queue.values()) this.courierTo(letter.to).accept(letter);
	}

	receive(message: Message<PeerMessage | ClientRequest>): void {
		const { src, body } = message;
		switch (body.type) {
			case 'publish':
				this.onPublish(src, body.letter);
				break;
			case 'acknowledge':
				this.onAcknowledge(body.id);
				break;
			case 'status':
				this.context.reply(message, { type: 'status_ok', ...this.status() } as never);
				break;
			default:
				this.context.reply(message, notSupported(body.type));
		}
	}

	/** Also when it has the letter already: the service has not heard of that, or it would not ask. */
	private onPublish(service: NodeId, letter: Letter): void {
		this.takeOver(letter, () => {
			this.context.send(service, { type: 'confirm', id: letter.id } as PeerMessage);
			if (this.queue.has(letter.id)) this.courierTo(letter.to).accept(letter);
		});
	}

	/** `then`: once it is durable. From there on the service may forget the letter. */
	protected takeOver(letter: Letter, then: () => void): void {
		if (!this.queue.has(letter.id)) {
			this.queue.set(letter.id, letter);
			this.journal.append({ kind: 'taken-over', letter });
		}
		this.journal.sync(then);
	}

	protected deliver(letter: Letter): void {
		this.context.send(letter.to, { type: 'deliver', letter } as PeerMessage);
	}

	protected onAcknowledge(id: LetterId): void {
		this.remove(id);
	}

	/** It need not be durable: if a crash brings the letter back, it is delivered once more. */
	protected remove(id: LetterId): void {
		const letter = this.queue.get(id);
		if (letter === undefined) return;
		this.queue.delete(id);
		this.journal.append({ kind: 'arrived', id });
		this.courierTo(letter.to).arrived(id);
	}

	private courierTo(service: NodeId): Courier {
		let courier = this.couriers.get(service);
		if (courier === undefined) {
			courier = new Courier(this.context, {
				name: `deliver to ${service}`,
				windowMax: this.options.windowMax,
				backoffMs: (attempts) => this.backoffMs(attempts),
				send: (letter) => this.deliver(letter),
			});
			this.couriers.set(service, courier);
		}
		return courier;
	}

	private backoffMs(attempts: number): number {
		return exponentialBackoffMs(attempts, this.options.backoffMinMs, this.options.backoffMaxMs);
	}

	private status(): Status {
		return { inFlight: this.queue.size, version: this.journal.length };
	}

	inspect(): Inspection {
		return { role: 'broker', queued: this.queue.size };
	}

	internals(): BrokerInternals {
		return this.#internals;
	}
}
