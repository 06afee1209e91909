import { errorCodes } from '../../harness/model/index.ts';
import type { KvError } from '../replicated-kv/messages.ts';
import * as kv from '../replicated-kv/requests.ts';

const changes: kv.RequiredFields = { add_server: ['server'], remove_server: ['server'] };

/** Checks at the door what a client sent; answers nothing when it is well formed. */
export function refuseMalformed(body: { readonly type: string }): KvError | null {
	const refusal = kv.refuseMalformed(body, changes);
	if (refusal !== null) return refusal;
	const { server } = body as { readonly server?: unknown };
	if (server === undefined || typeof server === 'string') return null;
	const text = `Expected \`server\` to be the name of a node in a ${body.type} request, got ${JSON.stringify(server)}`;
	return { type: 'error', code: errorCodes.malformedRequest, text };
}
