import { errorCodes, type JsonValue } from '../../harness/model/index.ts';
import { type Key, type KvCommand, type KvOperation, type KvReply, sessionExpired } from './messages.ts';
import { type SessionRecord, SessionTable } from './sessions.ts';

/**
 * What the log is there for: registers by key, and the sessions that make a command take effect once. Deterministic:
 * the same commands at the same places of the log lead to the same state and the same responses on every server.
 */
export class StateMachine {
	readonly #sessions: SessionTable;
	#registers = new Map<Key, JsonValue>();

	constructor(maxSessions: number) {
		this.#sessions = new SessionTable(maxSessions);
	}

	read(key: Key): KvReply {
		const value = this.#registers.get(key);
		return value === undefined ? keyDoesNotExist : { type: 'read_ok', value };
	}

	/** Applies the committed command at `index`. Nothing is answered for a command that no client sent. */
	apply(index: number, command: KvCommand): KvReply | null {
		switch (command.kind) {
			case 'no-op':
				return null;
			case 'register-client':
				this.#sessions.open(index);
				return { type: 'register_client_ok', session: index };
			case 'operation':
				return command.session === 0
					? this.#operate(command.operation)
					: this.#operateOnce(command.session, command.sequence, command.operation);
		}
	}

	/** The response to a command of a session that was applied already. */
	responseTo(session: number, sequence: number): KvReply | undefined {
		return this.#sessions.responseTo(session, sequence);
	}

	snapshot(): JsonValue {
		return {
			registers: Array.from(this.#registers, ([key, value]) => [key, value]),
			sessions: this.#sessions.snapshot() as unknown as JsonValue,
		};
	}

	restore(snapshot: JsonValue): void {
		const { registers, sessions } = snapshot as unknown as StateMachineSnapshot;
		this.#registers = new Map(registers);
		this.#sessions.restore(sessions);
	}

	#operateOnce(id: number, sequence: number, operation: KvOperation): KvReply {
		const session = this.#sessions.use(id);
		if (session === undefined) return sessionHasExpired;
		if (sequence === session.sequence && session.response !== null) return session.response;
		if (sequence <= session.sequence) return supersededCommand;
		session.sequence = sequence;
		session.response = this.#operate(operation);
		return session.response;
	}

	#operate(operation: KvOperation): KvReply {
		if (operation.f === 'write') {
			this.#registers.set(operation.key, operation.value);
			return writeOk;
		}
		const current = this.#registers.get(operation.key);
		if (current === undefined) return keyDoesNotExist;
		if (!equal(current, operation.from)) return preconditionFailed;
		this.#registers.set(operation.key, operation.to);
		return casOk;
	}
}

interface StateMachineSnapshot {
	readonly registers: readonly (readonly [Key, JsonValue])[];
	readonly sessions: readonly SessionRecord[];
}

const writeOk: KvReply = { type: 'write_ok' };
const casOk: KvReply = { type: 'cas_ok' };
const keyDoesNotExist: KvReply = { type: 'error', code: errorCodes.keyDoesNotExist, text: 'There is no such key' };
const preconditionFailed: KvReply = {
	type: 'error',
	code: errorCodes.preconditionFailed,
	text: 'The current value is not the one in `from`',
};
const sessionHasExpired: KvReply = {
	type: 'error',
	code: sessionExpired,
	text: 'The session has expired: whether an earlier attempt took effect is unknown',
};
/** Its client has moved on to a later command, so it knew the outcome of this one. */
const supersededCommand: KvReply = {
	type: 'error',
	code: errorCodes.crash,
	text: 'A later command of the session has been applied',
};

function equal(a: JsonValue, b: JsonValue): boolean {
	return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
