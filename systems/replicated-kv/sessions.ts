import type { KvReply } from './messages.ts';

/** What the replicated state knows of a client: enough to answer its last command again. */
export interface Session {
	sequence: number;
	response: KvReply | null;
}

export type SessionRecord = readonly [id: number, sequence: number, response: KvReply | null];

/**
 * Client sessions (thesis, section 6.3). Part of the replicated state: every server makes the same changes at the same
 * log index, so that all agree which command is a repetition, and which session has expired.
 *
 * A client has one command open at a time, hence one response a session is enough.
 */
export class SessionTable {
	readonly #maxSessions: number;
	/** Least recently used first: a map keeps the order of insertion. */
	#sessions = new Map<number, Session>();

	constructor(maxSessions: number) {
		this.#maxSessions = maxSessions;
	}

	/** Opens a session, and expires the least recently used one when there are too many. `id` is the log index. */
	open(id: number): void {
		this.#sessions.set(id, { sequence: 0, response: null });
		if (this.#sessions.size <= this.#maxSessions) return;
		for (const oldest of this.#sessions.keys()) {
			this.#sessions.delete(oldest);
			return;
		}
	}

	/** The session for a command that is being applied: this counts as its use. */
	use(id: number): Session | undefined {
		const session = this.#sessions.get(id);
		if (session === undefined) return undefined;
		this.#sessions.delete(id);
		this.#sessions.set(id, session);
		return session;
	}

	/** The response to a command that was applied already, without counting as a use. */
	responseTo(id: number, sequence: number): KvReply | undefined {
		const session = this.#sessions.get(id);
		return session?.sequence === sequence ? (session.response ?? undefined) : undefined;
	}

	/** In order of use, so that the restored table expires sessions as this one would. */
	snapshot(): readonly SessionRecord[] {
		return Array.from(this.#sessions, ([id, { sequence, response }]) => [id, sequence, response] as const);
	}

	restore(records: readonly SessionRecord[]): void {
		this.#sessions = new Map(records.map(([id, sequence, response]) => [id, { sequence, response }]));
	}
}
