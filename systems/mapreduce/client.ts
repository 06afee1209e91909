import {
	type Client,
	type ClientContext,
	type Completion,
	type Invocation,
	isError,
	type JsonValue,
	type Message,
	type MessageBody,
	unknownOperation,
} from '../../harness/model/index.ts';
import type { JobSpecification } from './jobs.ts';
import type { ClientReply, ClientRequest } from './messages.ts';
import { coordinatorOf } from './placement.ts';

/** What was not answered is sent again after this time: every request is harmless to repeat. */
const resendMs = 200;
/** How often it asks whether a job is done. */
const pollMs = 60;
/** The client says what it knows just before the controller's own limit, after which nobody asks. */
const marginMs = 10;

type Reply = ClientReply & MessageBody;

/**
 * A client of the cluster. Its operations:
 *
 * - `run`: submits the job that is its value, waits until it is done, and returns its output, `{ job, state, files }`.
 *   Without an end in time it is `info`: the job goes on.
 * - `read`, of `{ job }`: what is visible of the output now. `fail` if there is no such job.
 * - `settle`: waits until no job is unfinished, and returns those that are: `{ unfinished }`.
 */
export class MapReduceClient implements Client {
	readonly #context: ClientContext;
	#messageId = 0;
	#current: Current | null = null;

	constructor(context: ClientContext) {
		this.#context = context;
	}

	invoke(invocation: Invocation, complete: (completion: Completion) => void): void {
		this.#current = { complete, awaited: null, unfinished: null };
		const limitMs = Math.max(this.#context.operationTimeoutMs - marginMs, 0);
		this.#context.setTimer('deadline', limitMs, () => this.#deadline());
		switch (invocation.f) {
			case 'run':
				this.#run(invocation.value as unknown as JobSpecification);
				break;
			case 'read':
				this.#read((invocation.value as { readonly job: string }).job);
				break;
			case 'settle':
				this.#settle();
				break;
			default:
				throw unknownOperation(invocation.f, ['run', 'read', 'settle']);
		}
	}

	receive({ body }: Message): void {
		const awaited = this.#current?.awaited;
		if (awaited == null || body.in_reply_to !== awaited.id) return;
		this.#context.cancelTimer('resend');
		awaited.then(body as Reply);
	}

	close(): void {
		this.#current = null;
		for (const timer of ['deadline', 'resend', 'poll']) this.#context.cancelTimer(timer);
	}

	#run(specification: JobSpecification): void {
		this.#ask({ type: 'submit', specification }, (reply) => {
			if (reply.type === 'submit_ok') this.#awaitOutput(specification.job);
			else this.#refuse(reply);
		});
	}

	#awaitOutput(job: string): void {
		this.#ask({ type: 'read', job }, (reply) => {
			if (reply.type === 'read_ok' && reply.state === 'done') this.#complete(outputOf(reply));
			else this.#context.setTimer('poll', pollMs, () => this.#awaitOutput(job));
		});
	}

	#read(job: string): void {
		this.#ask({ type: 'read', job }, (reply) => {
			if (reply.type === 'read_ok') this.#complete(outputOf(reply));
			else this.#refuse(reply);
		});
	}

	#settle(): void {
		this.#ask({ type: 'unfinished' }, (reply) => {
			if (reply.type !== 'unfinished_ok') return;
			const { jobs } = reply;
			if (this.#current !== null) this.#current.unfinished = jobs;
			if (jobs.length === 0) this.#complete({ type: 'ok', value: { unfinished: [] } });
			else this.#context.setTimer('poll', pollMs, () => this.#settle());
		});
	}

	#refuse(reply: Reply): void {
		this.#complete({ type: 'fail', error: isError(reply) ? reply.text : `unexpected ${reply.type}` });
	}

	/** Sends a request until it is answered. */
	#ask(request: ClientRequest, then: (reply: Reply) => void): void {
		const id = ++this.#messageId;
		if (this.#current === null) return;
		this.#current.awaited = { id, then };
		const send = (): void => {
			this.#context.send(coordinatorOf(this.#context.nodes), { ...request, msg_id: id } as MessageBody);
			this.#context.setTimer('resend', resendMs, send);
		};
		send();
	}

	#deadline(): void {
		const unfinished = this.#current?.unfinished;
		if (unfinished == null) this.#complete({ type: 'info', error: 'No end in time' });
		else this.#complete({ type: 'ok', value: { unfinished } });
	}

	#complete(completion: Completion): void {
		const complete = this.#current?.complete;
		this.close();
		complete?.(completion);
	}
}

interface Current {
	readonly complete: (completion: Completion) => void;
	/** The request that is under way. */
	awaited: { readonly id: number; readonly then: (reply: Reply) => void } | null;
	/** Of a `settle`: the last answer. */
	unfinished: readonly string[] | null;
}

function outputOf({ job, state, files }: Extract<ClientReply, { readonly type: 'read_ok' }>): Completion {
	return { type: 'ok', value: { job, state, files } as unknown as JsonValue };
}
