import {
	errorCodes,
	type Inspection,
	type Message,
	type NodeContext,
	type NodeProgram,
} from '../../harness/model/index.ts';
import { type Cas, commandOf, type KvError, type KvReply, type Write } from '../replicated-kv/messages.ts';
import { refuseMalformed } from '../replicated-kv/requests.ts';
import type { PaxosInternals } from './invariants.ts';
import type { ClientRequest, Entry, PeerMessage, Slot } from './messages.ts';
import { defaultOptions, type PaxosOptions } from './options.ts';
import { Reads } from './reads.ts';
import type { Leader } from './role.ts';

/**
 * # Multi-Paxos
 *
 * A replicated state machine is a list of commands, executed in the same order everywhere; and what the command in each
 * *slot* of the list is, that is a question of consensus. Single-decree Paxos answers it (`systems/single-paxos` tells
 * how, and why it is safe). Multi-Paxos asks it for all slots, and makes that cheap:
 *
 * **One phase 1 for all slots.** A promise does not depend on what will be proposed. So a proposer asks once, for every slot
 * from the first that it does not know, without an end: it becomes the *leader*. An acceptor answers with what it has
 * accepted there, which is little. Then each command goes straight into phase 2: one round trip.
 *
 * **A new leader finishes what the old one began.** Whatever a promise tells it may be chosen, and it proposes that again
 * under its own ballot. Between these there may be *gaps*: the old leader proposed for slots 5 and 6, and only 6 got
 * anywhere. Phase 1 covered slot 5 too, and nobody of a majority has accepted anything there, nor will in an earlier
 * ballot: it is free. Commands wait behind it, so the leader closes it with a no-op.
 *
 * **Slots are decided in any order, and executed in theirs.** That is what Raft does without: there a log has no gaps,
 * elections choose the one who has everything, and terms mark the entries. Here anybody may lead, and first learns what it
 * missed.
 *
 * Every node has all roles, told in chapters: `acceptor.ts`, `replica.ts` (the learner), `proposer.ts` (the leader),
 * `reads.ts`, and here the front door. `messages.ts` and `role.ts` have the vocabulary.
 *
 * After Lamport, *The Part-Time Parliament*, 1998; Lamport, *Paxos Made Simple*, 2001, which sections without another name
 * refer to; van Renesse and Altinbuken, *Paxos Made Moderately Complex*, 2015; Chandra, Griesemer and Redstone, *Paxos Made
 * Live*, 2007.
 */
export class PaxosNode extends Reads implements NodeProgram<PeerMessage | ClientRequest> {
	/** Who waits for the entry in a slot. */
	private readonly waiting = new Map<Slot, Waiting>();

	constructor(context: NodeContext, options: PaxosOptions = defaultOptions) {
		super(context, options);
	}

	start(): void {
		this.recover();
		this.resetLeaderTimer();
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
			case 'heartbeat':
				this.onHeartbeat(src, body);
				break;
			case 'heartbeat_ok':
				this.onHeartbeatOk(src, body);
				break;
			case 'reject':
				this.onReject(body);
				break;
			case 'catch_up':
				this.onCatchUp(src, body);
				break;
			case 'learn':
				this.onLearn(src, body);
				break;
			default:
				this.receiveFromClient(message as Message<ClientRequest>);
		}
	}

	/** Only the leader serves clients. What the others refuse had no effect, so they say where to go instead. */
	private receiveFromClient(request: Message<ClientRequest>): void {
		const refusal = refuseMalformed(request.body);
		if (refusal !== null) this.context.reply(request, refusal);
		else if (this.role.kind === 'leader') this.serve(this.role, request);
		else this.redirect(request);
	}

	/** There is one distinguished proposer; two would deprive each other of their promises (section 2.4). */
	protected redirect(request: Message<ClientRequest>): void {
		this.context.reply(request, this.unavailable('Not the leader'));
	}

	private serve(leader: Leader, request: Message<ClientRequest>): void {
		switch (request.body.type) {
			case 'read':
				this.serveRead(leader, request as Message<typeof request.body>);
				break;
			case 'write':
			case 'cas':
				this.serveCommand(leader, request as Message<Write | Cas>);
				break;
			case 'register_client':
				this.propose(leader, request, { kind: 'register-client' });
				break;
		}
	}

	/** A command that was executed already is answered from its session, at once. */
	protected serveCommand(leader: Leader, request: Message<Write | Cas>): void {
		const { session = 0, sequence = 0 } = request.body;
		const response = session === 0 ? undefined : this.stateMachine.responseTo(session, sequence);
		if (response !== undefined) this.context.reply(request, response);
		else this.propose(leader, request, commandOf(request.body));
	}

	protected override awaitChoice(request: Message<ClientRequest>, { slot, origin }: Entry): void {
		this.waiting.set(slot, { request, origin });
	}

	/** Also one who leads no more: if its proposal was chosen after all, it knows the response. */
	protected override answer(entry: Entry, reply: KvReply | null): void {
		const waiting = this.waiting.get(entry.slot);
		if (waiting === undefined) return;
		this.waiting.delete(entry.slot);
		if (waiting.origin !== entry.origin) {
			this.context.reply(waiting.request, this.unavailable('Another leader has put another command there'));
		} else if (reply !== null) this.context.reply(waiting.request, reply);
	}

	protected override forgetRequests(upTo: Slot): void {
		for (const [slot, { request }] of this.waiting) {
			if (slot > upTo) continue;
			this.waiting.delete(slot);
			this.context.reply(request, unknownOutcome);
		}
	}

	inspect(): Inspection {
		return {
			role: this.role.kind,
			ballot: this.promised,
			leader: this.leaderId,
			executed: this.executed,
			accepted: this.accepted.size,
			snapshotSlot: this.snapshotSlot,
		};
	}

	internals(): PaxosInternals {
		return this as unknown as PaxosInternals;
	}
}

interface Waiting {
	readonly request: Message<ClientRequest>;
	readonly origin: number;
}

const unknownOutcome: KvError = {
	type: 'error',
	code: errorCodes.crash,
	text: 'Whether the command took effect is not known here',
};
