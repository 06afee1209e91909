import {
	type Client,
	type ClientContext,
	type Completion,
	errorCodes,
	type Invocation,
	isDefinite,
	isError,
	type JsonValue,
	type Message,
	type MessageBody,
	type NodeId,
	unknownOperation,
} from '../../harness/model/index.ts';
import { type KvError, type KvReply, sessionExpired } from './messages.ts';

/**
 * An attempt that is not answered within this time is made again, elsewhere. Of two clients one is impatient: short-lived
 * leaders get its operations. The other waits through an election, and hears from a server that it thought lost: what
 * was answered then, nobody tries again.
 */
const patiencesMs = [
	{ min: 100, max: 250 },
	{ min: 1000, max: 2000 },
] as const;
/** Between a refusal without a better address and the next attempt: an election takes a while. */
const backoffMs = { min: 10, max: 40 };
/** Leaders that refer to each other have not heard the news yet: after so many referrals in a row, wait. */
const referralsMax = 2;
/** The client says what it knows just before the controller's own limit, after which nobody asks. */
const marginMs = 10;

/**
 * A client of the cluster, and an honest one. It tries again until its time is up, which a session makes harmless: a
 * command with its sequence number takes effect once, however many attempts arrive (thesis, section 6.3).
 *
 * What it may say at the end depends on its attempts:
 *
 * - any answer from the state machine is the outcome: of all attempts, because they are one command;
 * - when every attempt was refused with a definite error, the command was never accepted: `fail`;
 * - one attempt without an answer, or with an indefinite error, may be in somebody's log, and take effect at any time, even
 *   if each later attempt was refused: `info`;
 * - as long as it has no session, it has not sent the command at all: `fail`.
 */
export class KvClient implements Client {
	/** What `requestOf` has a request for. */
	protected readonly operations: readonly string[] = ['read', 'write', 'cas'];
	readonly #context: ClientContext;
	readonly #patienceMs: (typeof patiencesMs)[number];
	/** Whom to ask first. */
	#leader: NodeId;
	#session: Session | null = null;
	#messageId = 0;
	#current: Current | null = null;

	constructor(context: ClientContext) {
		this.#context = context;
		this.#patienceMs = context.random.pick(patiencesMs);
		this.#leader = context.home;
	}

	invoke(invocation: Invocation, complete: (completion: Completion) => void): void {
		this.#current = {
			invocation,
			complete,
			openAttempts: new Set(),
			registrations: new Set(),
			sequence: null,
			referrals: 0,
		};
		const limitMs = Math.max(this.#context.operationTimeoutMs - marginMs, 0);
		this.#context.setTimer('deadline', limitMs, () => this.#giveUp());
		this.#attempt(this.#leader);
	}

	receive({ src, body }: Message): void {
		const current = this.#current;
		const id = body.in_reply_to;
		if (current === null || id === undefined) return;
		if (current.registrations.has(id)) this.#registered(current, src, body);
		else if (current.openAttempts.has(id)) this.#answered(current, id, src, body as KvReply & MessageBody);
	}

	close(): void {
		this.#current = null;
		this.#context.cancelTimer('deadline');
		this.#context.cancelTimer('attempt');
	}

	/** Sends the command, or asks for the session that it needs, and tries elsewhere when nobody answers. */
	#attempt(node: NodeId): void {
		const current = this.#current;
		if (current === null) return;
		const { f } = current.invocation;
		const msg_id = ++this.#messageId;
		if (inSession(f) && this.#session === null) {
			current.registrations.add(msg_id);
			this.#context.send(node, { type: 'register_client', msg_id } as MessageBody);
		} else {
			if (inSession(f)) current.sequence ??= ++(this.#session as Session).sequence;
			current.openAttempts.add(msg_id);
			this.#context.send(
				node,
				this.requestOf(current.invocation, { msg_id, session: this.#session?.id, sequence: current.sequence }),
			);
		}
		const { random } = this.#context;
		const timeoutMs = random.integer(this.#patienceMs.min, this.#patienceMs.max);
		this.#context.setTimer('attempt', timeoutMs, () => this.#attempt(this.#anotherNode(node)));
	}

	/** A system with operations of its own adds them here: they must be harmless to repeat. */
	protected requestOf({ f, key, value }: Invocation, attempt: Attempt): MessageBody {
		switch (f) {
			case 'read':
				return { type: f, msg_id: attempt.msg_id, key } as MessageBody;
			case 'write':
				return { type: f, ...attempt, key, value } as MessageBody;
			case 'cas': {
				const [from, to] = value as readonly [JsonValue, JsonValue];
				return { type: f, ...attempt, key, from, to } as MessageBody;
			}
			default:
				throw unknownOperation(f, this.operations);
		}
	}

	#registered(current: Current, node: NodeId, body: MessageBody): void {
		// A second answer, to an attempt that seemed lost: that session is never used, and expires.
		if (this.#session !== null) return;
		if (isError(body)) {
			this.#refused(current, node, body);
			return;
		}
		this.#leader = node;
		this.#session = { id: (body as MessageBody & { readonly session: number }).session, sequence: 0 };
		this.#attempt(node);
	}

	#answered(current: Current, id: number, node: NodeId, reply: KvReply & MessageBody): void {
		if (!isError(reply)) {
			this.#leader = node;
			this.#complete({ type: 'ok', value: resultOf(current.invocation, reply) });
			return;
		}
		const outcome = outcomeOf(current.invocation, reply);
		if (outcome !== null) {
			this.#leader = node;
			this.#complete(outcome);
			return;
		}
		if (isDefinite(reply.code) || reply.code === sessionExpired) current.openAttempts.delete(id);
		if (reply.code === sessionExpired) this.#sessionExpired(current, node);
		else this.#refused(current, node, reply);
	}

	/** This attempt had no effect. If none had, the command is sent again in a new session; else nobody knows any more. */
	#sessionExpired(current: Current, node: NodeId): void {
		this.#session = null;
		current.sequence = null;
		if (current.openAttempts.size === 0) this.#attempt(node);
		else this.#complete({ type: 'info', error: 'The session expired, and an earlier attempt was not answered' });
	}

	/** Goes where the answer points to, or waits a little and asks somebody else. */
	#refused(current: Current, node: NodeId, { leader }: KvError): void {
		if (leader && leader !== node && current.referrals < referralsMax) {
			current.referrals++;
			this.#attempt(leader);
			return;
		}
		current.referrals = 0;
		const pauseMs = this.#context.random.integer(backoffMs.min, backoffMs.max);
		this.#context.setTimer('attempt', pauseMs, () => this.#attempt(this.#anotherNode(node)));
	}

	#anotherNode(node: NodeId): NodeId {
		const others = this.#context.nodes.filter((other) => other !== node);
		return others.length === 0 ? node : this.#context.random.pick(others);
	}

	#giveUp(): void {
		const current = this.#current;
		if (current === null) return;
		this.#leader = this.#context.home;
		if (current.openAttempts.size > 0) this.#complete({ type: 'info', error: 'No answer in time' });
		else this.#complete({ type: 'fail', error: 'No server accepted the request in time' });
	}

	#complete(completion: Completion): void {
		const complete = this.#current?.complete;
		this.close();
		complete?.(completion);
	}
}

interface Session {
	readonly id: number;
	/** Of the last command: each operation takes the next. */
	sequence: number;
}

/** What tells an attempt from others; the session's fields for a command only. */
export interface Attempt {
	readonly msg_id: number;
	readonly session: number | undefined;
	readonly sequence: number | null;
}

interface Current {
	readonly invocation: Invocation;
	readonly complete: (completion: Completion) => void;
	/** Attempts that may have taken effect, or may yet: not answered, or with an indefinite error. By `msg_id`. */
	readonly openAttempts: Set<number>;
	readonly registrations: Set<number>;
	sequence: number | null;
	referrals: number;
}

/** Commands are sent in a session. Reads change nothing, so they may be repeated as they are. */
function inSession(f: string): boolean {
	return f === 'write' || f === 'cas';
}

/** A read returns what it read; the others what they were given. */
function resultOf({ value }: Invocation, reply: KvReply): JsonValue {
	return reply.type === 'read_ok' ? reply.value : value;
}

/** What an error says about the whole operation: only the state machine's own and those that no server will ever serve. */
function outcomeOf({ f }: Invocation, { code, text }: KvError): Completion | null {
	switch (code) {
		case errorCodes.keyDoesNotExist:
			return f === 'read' ? { type: 'ok', value: null } : { type: 'fail', error: text };
		case errorCodes.preconditionFailed:
		case errorCodes.notSupported:
		case errorCodes.malformedRequest:
			return { type: 'fail', error: text };
		default:
			return null;
	}
}
