import type { ErrorBody, JsonValue, MessageBody, NodeId } from '../../harness/model/index.ts';

/** What a client asks: `read`, `write` and `cas` are those of Maelstrom's lin-kv; the session fields are optional. */
export type KvRequest = Read | Write | Cas | RegisterClient;

export interface Read extends MessageBody {
	readonly type: 'read';
	readonly key: Key;
}

export interface Write extends MessageBody, InSession {
	readonly type: 'write';
	readonly key: Key;
	readonly value: JsonValue;
}

export interface Cas extends MessageBody, InSession {
	readonly type: 'cas';
	readonly key: Key;
	readonly from: JsonValue;
	readonly to: JsonValue;
}

/** Opens a session, answered with `register_client_ok` and its number (Ongaro's thesis, figure 6.1). */
export interface RegisterClient extends MessageBody {
	readonly type: 'register_client';
}

/** A command that carries both fields takes effect once, however often it is sent. */
export interface InSession {
	readonly session?: number;
	/** Counts the session's commands from 1; a client starts one when the one before is finished. */
	readonly sequence?: number;
}

export type KvReply =
	| { readonly type: 'read_ok'; readonly value: JsonValue }
	| { readonly type: 'write_ok' }
	| { readonly type: 'cas_ok' }
	| { readonly type: 'register_client_ok'; readonly session: number }
	| KvError;

/** `leader`: whom the client should ask instead, where that is known. */
export interface KvError extends ErrorBody {
	readonly leader?: NodeId | null;
}

/**
 * An error code of our own: the session has expired, so this request had no effect; but whether an earlier one with
 * the same sequence number had cannot be told any more.
 */
export const sessionExpired = 1001;

/** Any string or number names a register. */
export type Key = string | number;

/** What the state machine does when it comes to a place of the replicated log. */
export type KvCommand =
	| { readonly kind: 'no-op' }
	| { readonly kind: 'register-client' }
	/** `session` is 0 for a client that has none. */
	| {
			readonly kind: 'operation';
			readonly operation: KvOperation;
			readonly session: number;
			readonly sequence: number;
	  };

export type KvOperation =
	| { readonly f: 'write'; readonly key: Key; readonly value: JsonValue }
	| { readonly f: 'cas'; readonly key: Key; readonly from: JsonValue; readonly to: JsonValue };

/** The command for a request that changes something. */
export function commandOf(body: Write | Cas): KvCommand {
	const { session = 0, sequence = 0 } = body;
	const operation =
		body.type === 'write'
			? ({ f: 'write', key: body.key, value: body.value } as const)
			: ({ f: 'cas', key: body.key, from: body.from, to: body.to } as const);
	return { kind: 'operation', operation, session, sequence };
}
