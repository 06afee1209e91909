import type { Delays, Link, Message, MessageBody, Random } from '../../model/index.ts';
import { healthyLink, type LinkCondition } from '../conditions.ts';
import { drawNanos } from '../distribution.ts';
import { byteLength, LinkQueue } from '../link-queue.ts';
import type { ClusterObserver } from '../runtime.ts';
import { deepFreeze } from './deep-freeze.ts';
import { type LinkDelays, linkDelays } from './delays.ts';
import type { Draws } from './draws.ts';
import type { SimulationOptions } from './options.ts';
import type { Trace, TraceLabel } from './trace.ts';

export interface NetworkEnvironment {
	readonly options: SimulationOptions;
	/** As the run wants them; by default as the options say. */
	readonly delays: Delays | undefined;
	readonly draws: Draws;
	readonly trace: Trace;
	/** Told of messages, if somebody watches. */
	observer(): ClusterObserver | undefined;
	now(): number;
	schedule(time: number, task: () => void): void;
}

/** Takes a message. A node that is down is not attached; one that is paused keeps the message for later. */
export type Receiver = (message: Message) => void;

/**
 * The network: a datagram service between names. Each message takes its own time, drawn for its link and the moment
 * at which it is sent, so that no message shifts the fate of another.
 */
export class SimulatedNetwork {
	readonly #environment: NetworkEnvironment;
	readonly #receivers = new Map<string, Receiver>();
	readonly #links = new Map<string, Map<string, LinkState>>();
	readonly #delays: LinkDelays;
	#messageNumber = 0;

	constructor(environment: NetworkEnvironment) {
		this.#environment = environment;
		this.#delays = linkDelays(environment);
	}

	attach(name: string, receiver: Receiver): void {
		this.#receivers.set(name, receiver);
	}

	detach(name: string): void {
		this.#receivers.delete(name);
	}

	setCondition(link: Link, condition: LinkCondition): void {
		const { trace } = this.#environment;
		trace.record(this.#environment.now(), trace.label('link', link.from, link.to), condition);
		this.#link(link.from, link.to).condition = condition;
	}

	send(src: string, dest: string, body: MessageBody): void {
		const { options, trace } = this.#environment;
		if (options.freeze) deepFreeze(body);
		const number = this.#messageNumber++;
		const link = this.#link(src, dest);
		trace.record(this.#environment.now(), link.sent, body);
		this.#environment.observer()?.message('sent', src, dest, body.type);
		const { condition } = link;
		if (condition !== healthyLink) {
			if (condition.cut || link.random.chance(condition.lossProbability)) {
				trace.recordMessage(this.#environment.now(), link.dropped, number, body);
				return;
			}
			if (link.random.chance(condition.duplicateProbability)) this.#transmit(link, number, { src, dest, body });
		}
		this.#transmit(link, number, { src, dest, body });
	}

	#transmit(link: LinkState, number: number, message: Message): void {
		const delay = link.delay();
		const { condition } = link;
		const extra = condition === healthyLink ? 0 : this.#extraNanos(link, condition, message);
		if (extra === undefined) {
			this.#environment.trace.recordMessage(this.#environment.now(), link.dropped, number, message.body);
			return;
		}
		this.#environment.schedule(this.#environment.now() + delay + extra, () => this.#arrive(link, number, message));
	}

	/** How much longer a message takes on a bad link; nothing when it finds the queue full. */
	#extraNanos(link: LinkState, condition: LinkCondition, { body }: Message): number | undefined {
		let extra = 0;
		for (const delay of condition.delays) extra += drawNanos(delay, link.random);
		if (condition.reorderProbability > 0 && link.random.chance(condition.reorderProbability)) {
			extra += Math.round(condition.reorderHoldMs * 1e6);
		}
		if (condition.bytesPerSecond === null) return extra;
		const queued = link.queue.pass(this.#environment.now(), byteLength(body), condition.bytesPerSecond);
		return queued === undefined ? undefined : extra + queued;
	}

	#arrive(link: LinkState, number: number, message: Message): void {
		const { trace } = this.#environment;
		const receiver = this.#receivers.get(message.dest);
		// A cut also takes what is under way: packets have no way around it.
		const lost = link.condition.cut || receiver === undefined;
		const now = this.#environment.now();
		trace.recordMessage(now, lost ? link.dropped : link.delivered, number, message.body);
		if (lost) return;
		this.#environment.observer()?.message('arrives', message.src, message.dest, message.body.type);
		receiver(message);
	}

	#link(from: string, to: string): LinkState {
		let links = this.#links.get(from);
		if (links === undefined) {
			links = new Map();
			this.#links.set(from, links);
		}
		let link = links.get(to);
		if (link === undefined) {
			const { draws, trace } = this.#environment;
			const random = draws.random(`link:${from}>${to}`);
			link = {
				condition: healthyLink,
				queue: new LinkQueue(),
				delay: this.#delays(from, to, random),
				random,
				sent: trace.label('send', from, to),
				delivered: trace.label('deliver', to, from),
				dropped: trace.label('drop', to, from),
			};
			links.set(to, link);
		}
		return link;
	}
}

interface LinkState {
	condition: LinkCondition;
	readonly queue: LinkQueue;
	readonly random: Random;
	/** Nanoseconds that a message takes which is sent now, if nothing is broken. */
	readonly delay: () => number;
	readonly sent: TraceLabel;
	readonly delivered: TraceLabel;
	readonly dropped: TraceLabel;
}
