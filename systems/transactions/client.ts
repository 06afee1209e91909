import {
	type Client,
	type ClientContext,
	type Completion,
	errorCodes,
	type Invocation,
	isError,
	type JsonValue,
	type Message,
	type MessageBody,
	type NodeId,
} from '../../harness/model/index.ts';
import type { BeginOk, ExecuteOk, Share, Step, TransactionId } from './messages.ts';
import { coordinatorOf, participantOf } from './placement.ts';
import { type LogOperation, Refusal, type Script, scriptOf } from './scripts.ts';
import { accounts } from './workloads/bank.ts';

/** What was not answered is sent again after this time: every request is harmless to repeat. */
const resendMs = 200;
/** A step that is not answered within this time is given up, and the transaction with it. */
const patienceMs = 1500;
/** A node that does not tell its log within this time is down; the others wait to be asked. */
const logPatienceMs = 300;
/** In the end every node is there, and has more to tell. */
const wholeLogPatienceMs = 2000;
/** The client says what it knows just before the controller's own limit, after which nobody asks. */
const marginMs = 10;

/**
 * A client runs a transaction interactively: it begins it at the coordinator, carries out step after step at the
 * participants that hold the keys, and then asks the coordinator to commit. What it may say at the end:
 *
 * - before it has asked for the commit, nothing can come of the transaction any more when it gives up: `fail`;
 * - the coordinator's answer is the outcome: `ok`, or `fail` when it was aborted;
 * - without that answer nobody knows: `info`.
 */
export class TransactionClient implements Client {
	readonly #context: ClientContext;
	#messageId = 0;
	#current: Current | null = null;

	constructor(context: ClientContext) {
		this.#context = context;
	}

	invoke(invocation: Invocation, complete: (completion: Completion) => void): void {
		const limitMs = Math.max(this.#context.operationTimeoutMs - marginMs, 0);
		this.#context.setTimer('deadline', Math.min(limitMs, patienceFor(invocation)), () => this.#deadline());
		const current: Current = {
			complete,
			script: invocation.f === 'log' ? null : scriptOf(invocation, accounts),
			tx: '',
			shares: new Map(),
			result: null,
			awaited: null,
			askedForCommit: false,
		};
		this.#current = current;
		if (invocation.f === 'log') this.#readLog(invocation.value as unknown as LogOperation);
		else this.#ask(this.#coordinator, { type: 'begin' }, (reply) => this.#begun(current, reply));
	}

	receive({ body }: Message): void {
		const awaited = this.#current?.awaited;
		if (awaited == null || body.in_reply_to !== awaited.id) return;
		awaited.then(body);
	}

	close(): void {
		this.#current = null;
		for (const timer of ['deadline', 'resend', 'patience']) this.#context.cancelTimer(timer);
	}

	get #coordinator(): NodeId {
		return coordinatorOf(this.#context.nodes);
	}

	#readLog({ node, last }: LogOperation): void {
		this.#ask(node, { type: 'log', last }, (reply) => {
			if (isError(reply)) this.#complete({ type: 'fail', error: reply.text });
			else {
				const { transactions, inDoubt } = reply as unknown as Readonly<Record<string, JsonValue>>;
				this.#complete({ type: 'ok', value: { node, transactions, inDoubt } as JsonValue });
			}
		});
	}

	#begun(current: Current, reply: MessageBody): void {
		// It is not ready yet: what is sent again will find it so.
		if (isError(reply)) return;
		current.tx = (reply as BeginOk).tx;
		this.#advance(current, current.script as Script, null);
	}

	#advance(current: Current, script: Script, value: JsonValue): void {
		const next = resume(script, value);
		if (next instanceof Refusal) this.#giveUp(next.message);
		else if (next.done) this.#commit(current, next.value);
		else this.#execute(current, script, next.value);
	}

	#execute(current: Current, script: Script, step: Step): void {
		const node = participantOf(step[1], this.#context.nodes);
		const number = current.shares.get(node)?.steps ?? 0;
		this.#context.setTimer('patience', patienceMs, () => this.#giveUp(`${node} does not answer`));
		this.#ask(node, { type: 'execute', tx: current.tx, number, step }, (reply) => {
			this.#context.cancelTimer('patience');
			if (isError(reply)) {
				this.#giveUp(reply.text);
				return;
			}
			const { value, incarnation } = reply as ExecuteOk;
			const share = current.shares.get(node) ?? { node, incarnation, steps: 0 };
			current.shares.set(node, { ...share, steps: share.steps + 1 });
			this.#advance(current, script, value);
		});
	}

	#commit(current: Current, result: JsonValue): void {
		current.result = result;
		current.askedForCommit = true;
		const shares = [...current.shares.values()];
		this.#ask(this.#coordinator, { type: 'commit', tx: current.tx, shares }, (reply) => {
			if (!isError(reply)) this.#complete({ type: 'ok', value: withTransaction(result, current.tx) });
			else if (reply.code === errorCodes.abort) this.#complete({ type: 'fail', error: `aborted: ${current.tx}` });
			else this.#complete({ type: 'info', error: reply.text });
		});
	}

	/** Sends a request until something answers it, or somebody gives up. */
	#ask(
		node: NodeId,
		body: { readonly type: string; readonly [field: string]: unknown },
		then: (reply: MessageBody) => void,
	): void {
		const id = ++this.#messageId;
		if (this.#current !== null) this.#current.awaited = { id, then };
		const send = (): void => {
			this.#context.send(node, { ...body, msg_id: id } as MessageBody);
			this.#context.setTimer('resend', resendMs, send);
		};
		send();
	}

	/** Nobody has been asked to commit, and nobody will be. */
	#giveUp(why: string): void {
		const current = this.#current;
		if (current === null) return;
		for (const node of current.shares.keys())
			this.#context.send(node, { type: 'give_up', tx: current.tx } as MessageBody);
		this.#complete({ type: 'fail', error: why });
	}

	#deadline(): void {
		const current = this.#current;
		if (current === null) return;
		if (current.askedForCommit) this.#complete({ type: 'info', error: `no answer in time: ${current.tx}` });
		else if (current.script === null) this.#complete({ type: 'fail', error: 'the node did not answer in time' });
		else this.#giveUp('the transaction did not come to its commit in time');
	}

	#complete(completion: Completion): void {
		const complete = this.#current?.complete;
		this.close();
		complete?.(completion);
	}
}

interface Current {
	readonly complete: (completion: Completion) => void;
	/** Nothing for an operation that is no transaction. */
	readonly script: Script | null;
	tx: TransactionId;
	/** What was done at each participant. */
	readonly shares: Map<NodeId, Share>;
	result: JsonValue;
	/** The request that is under way. */
	awaited: { readonly id: number; readonly then: (reply: MessageBody) => void } | null;
	askedForCommit: boolean;
}

function patienceFor({ f, value }: Invocation): number {
	if (f !== 'log') return Number.POSITIVE_INFINITY;
	return (value as unknown as LogOperation).last === null ? wholeLogPatienceMs : logPatienceMs;
}

function resume(script: Script, value: JsonValue): IteratorResult<Step, JsonValue> | Refusal {
	try {
		return script.next(value);
	} catch (error) {
		if (error instanceof Refusal) return error;
		throw error;
	}
}

/** Results that are records say which transaction it was; lists (of micro-operations) and balances have no room for that. */
function withTransaction(result: JsonValue, tx: TransactionId): JsonValue {
	return typeof result === 'object' && result !== null && 'outcome' in result ? { ...result, tx } : result;
}
