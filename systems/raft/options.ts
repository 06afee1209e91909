/** What can be tuned. Durations are in milliseconds of the node's own clock. */
export interface RaftOptions {
	/** How often a leader is heard from, and how soon anything unanswered is sent again. */
	readonly heartbeatIntervalMs: number;
	/** A follower that has heard from a leader within this time votes for nobody else (thesis, section 4.2.3). */
	readonly electionTimeoutMinMs: number;
	/** Time-outs are drawn between the two, so that split votes are rare (section 5.2). */
	readonly electionTimeoutMaxMs: number;
	/** A follower is sent at most this many entries before it has answered, and fewer at first. */
	readonly maxEntriesPerMessage: number;
	/** A snapshot is taken after this many applied entries (section 7). */
	readonly snapshotEveryEntries: number;
	/** The least recently used session beyond this number expires (thesis, section 6.3). */
	readonly maxSessions: number;
	/** A new server may be slow for this many rounds before it is given up (thesis, section 4.2.1). */
	readonly catchUpRoundsMax: number;
	/** A new server that has not caught up after this time is given up: it may not be there at all. */
	readonly catchUpTimeoutMs: number;
}

export const defaultOptions: RaftOptions = {
	heartbeatIntervalMs: 50,
	electionTimeoutMinMs: 150,
	electionTimeoutMaxMs: 300,
	maxEntriesPerMessage: 64,
	snapshotEveryEntries: 200,
	maxSessions: 1000,
	catchUpRoundsMax: 10,
	catchUpTimeoutMs: 2000,
};
