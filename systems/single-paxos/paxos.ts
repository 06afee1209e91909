import {
	errorCodes,
	type Inspection,
	type JsonValue,
	type Message,
	type NodeProgram,
} from '../../harness/model/index.ts';
import type { PaxosEvent } from './acceptor.ts';
import type { ClientRequest, Instance, PeerMessage } from './messages.ts';
import { Proposer } from './proposer.ts';

/** What the invariants look at. */
export interface PaxosInternals {
	readonly history: readonly PaxosEvent[];
}

/**
 * # Single-decree Paxos
 *
 * Some nodes propose values, and one of them is to be *chosen*: one that was proposed, never two, and in the end one.
 *
 * A value is chosen when a majority of the *acceptors* has accepted it. But a majority may not come together at the first
 * attempt, when several proposers are at work; so acceptors must be able to accept more than once, and there are *ballots*:
 * attempts with a number each. What has to be prevented is that a later ballot chooses something else:
 *
 * > If a proposal with value v is chosen, then every higher-numbered proposal that is issued has value v.
 *
 * For that a proposer first asks a majority (**phase 1**). Each promises to accept nothing with a lesser ballot any more,
 * and tells what it has accepted last. Any majority that has chosen something shares an acceptor with this one: it either has
 * accepted already, and tells; or it has promised, and will not accept. So if nothing was told, nothing is or will be chosen
 * in a lesser ballot, and the proposer is free. Otherwise it takes the value with the highest ballot among those that were
 * told, for that one was chosen by the same rule. Then it asks all to accept (**phase 2**).
 *
 * Two proposers can hinder each other for ever: each promise to one is a rejection for the other (section 2.4). Random
 * waiting makes that unlikely, and no protocol can do more (Fischer, Lynch and Paterson 1985).
 *
 * A node has all three roles, told in chapters: `acceptor.ts`, `learner.ts`, `proposer.ts`, and here what comes in. There
 * are many instances side by side, one for each key.
 *
 * After Lamport, *The Part-Time Parliament*, 1998, and *Paxos Made Simple*, 2001, which the quotations and the numbers of
 * sections are from.
 */
export class PaxosNode extends Proposer implements NodeProgram {
	/** Clients that wait for the decision. */
	private readonly waiting = new Map<Instance, Message[]>();

	start(): void {
		this.recover();
	}

	receive(message: Message<PeerMessage | ClientRequest>): void {
		const { src, body } = message;
		switch (body.type) {
			case 'prepare':
				this.onPrepare(src, body);
				break;
			case 'promise':
				this.onPromise(src, body);
				break;
			case 'accept':
				this.onAccept(src, body);
				break;
			case 'accepted':
				this.onAccepted(src, body);
				break;
			case 'reject':
				this.onReject(body);
				break;
			case 'propose':
				this.onPropose(message as Message<ClientRequest>);
				break;
			case 'learn':
				this.context.reply(message, { type: 'learn_ok', value: this.chosen.get(body.key) ?? null } as never);
				break;
			default:
				this.context.reply(message, {
					type: 'error',
					code: errorCodes.notSupported,
					text: `Expected propose or learn, got \`${(body as { readonly type: string }).type}\``,
				} as never);
		}
	}

	private onPropose(request: Message<ClientRequest>): void {
		const { key, value } = request.body;
		const chosen = this.chosen.get(key);
		if (chosen !== undefined) {
			this.answer(request, chosen);
			return;
		}
		const waiting = this.waiting.get(key);
		if (waiting !== undefined) {
			waiting.push(request);
			return;
		}
		this.waiting.set(key, [request]);
		this.propose(key, value);
	}

	protected override learned(instance: Instance, value: JsonValue): void {
		this.stopProposing(instance);
		for (const request of this.waiting.get(instance) ?? []) this.answer(request, value);
		this.waiting.delete(instance);
	}

	private answer(request: Message, value: JsonValue): void {
		this.context.reply(request, { type: 'propose_ok', value } as never);
	}

	inspect(): Inspection {
		return { role: 'replica', instances: this.instances.size, chosen: this.chosen.size, proposing: this.waiting.size };
	}

	internals(): PaxosInternals {
		return this as unknown as PaxosInternals;
	}
}
