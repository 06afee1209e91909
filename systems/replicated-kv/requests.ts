import { errorCodes } from '../../harness/model/index.ts';
import type { KvError } from './messages.ts';

/** By type of request, the fields that it needs besides `type` and `msg_id`. */
export type RequiredFields = Readonly<Record<string, readonly string[]>>;

const kvFields: RequiredFields = {
	read: ['key'],
	write: ['key', 'value'],
	cas: ['key', 'from', 'to'],
	register_client: [],
};

/**
 * Checks at the door what a client sent; answers nothing when it is well formed.
 *
 * @param others requests that the system has beside those of the key-value store
 */
export function refuseMalformed(body: { readonly type: string }, others: RequiredFields = {}): KvError | null {
	const requiredFields = { ...kvFields, ...others };
	const required = requiredFields[body.type];
	if (required === undefined) {
		const known = Object.keys(requiredFields).join(', ');
		return refuse(errorCodes.notSupported, `Expected one of ${known}, got \`${body.type}\``);
	}
	const fields = body as unknown as Readonly<Record<string, unknown>>;
	for (const field of required) {
		if (fields[field] === undefined) {
			return refuse(errorCodes.malformedRequest, `Expected \`${field}\` in a ${body.type} request`);
		}
	}
	return refuseWrongType(body.type, fields);
}

function refuseWrongType(type: string, fields: Readonly<Record<string, unknown>>): KvError | null {
	const { key, session, sequence } = fields as Readonly<Record<'key' | 'session' | 'sequence', unknown>>;
	const malformed = (expected: string, got: unknown) =>
		refuse(errorCodes.malformedRequest, `Expected ${expected} in a ${type} request, got ${JSON.stringify(got)}`);
	if (key !== undefined && typeof key !== 'string' && typeof key !== 'number') {
		return malformed('`key` to be a string or a number', key);
	}
	if ((session === undefined) !== (sequence === undefined)) {
		return malformed('both `session` and `sequence`, or neither', { session, sequence });
	}
	for (const number of [session, sequence]) {
		if (number !== undefined && !(Number.isSafeInteger(number) && (number as number) > 0)) {
			return malformed('`session` and `sequence` to be positive integers', { session, sequence });
		}
	}
	return null;
}

function refuse(code: number, text: string): KvError {
	return { type: 'error', code, text };
}
