import type { Client, ClientContext, CreateClient } from './client.ts';
import type { JsonValue } from './json.ts';
import { isDefinite, isError, type Message, type MessageBody } from './message.ts';
import type { Completion, Invocation } from './operation.ts';

/**
 * A client for any system that answers requests in Maelstrom's form: each operation is one request to the home node of
 * its process, `{ type: f, key, value }` (a `cas` of `[from, to]` carries them as `from` and `to`), and `<f>_ok` is its
 * answer. A definite error is `fail`, any other `info`. It never tries again: without the system's help a retry could
 * take effect twice.
 */
export const createRpcClient: CreateClient = (context) => new RpcClient(context);

type Reply = MessageBody & { readonly value?: JsonValue };

class RpcClient implements Client {
	readonly #context: ClientContext;
	#lastId = 0;
	#invocation: Invocation | undefined;
	#complete: (completion: Completion) => void = () => {};

	constructor(context: ClientContext) {
		this.#context = context;
	}

	invoke(invocation: Invocation, complete: (completion: Completion) => void): void {
		this.#invocation = invocation;
		this.#complete = complete;
		this.#context.send(this.#context.home, requestOf(invocation, ++this.#lastId));
	}

	receive({ body }: Message): void {
		if (this.#invocation === undefined || body.in_reply_to !== this.#lastId) return;
		const invocation = this.#invocation;
		this.#invocation = undefined;
		this.#complete(completionOf(invocation, body));
	}
}

function requestOf({ f, key, value }: Invocation, id: number): MessageBody {
	const parameters = f === 'cas' && Array.isArray(value) ? { from: value[0], to: value[1] } : { value };
	return { type: f, msg_id: id, ...(key !== undefined && { key }), ...parameters } as MessageBody;
}

function completionOf(invocation: Invocation, body: Reply): Completion {
	if (body.type === `${invocation.f}_ok`) return { type: 'ok', value: body.value ?? invocation.value };
	if (!isError(body)) return { type: 'info', error: `unexpected answer \`${body.type}\`` };
	return { type: isDefinite(body.code) ? 'fail' : 'info', error: `${body.code}: ${body.text}` };
}
