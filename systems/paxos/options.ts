/** What can be tuned. Durations are in milliseconds of the node's own clock. */
export interface PaxosOptions {
	/** How often a leader is heard from, and how soon anything unanswered is sent again. */
	readonly heartbeatIntervalMs: number;
	/** A node that has heard from a leader within this time promises nothing to anybody else. */
	readonly leaderTimeoutMinMs: number;
	/** A node stands itself after a time between the two, drawn anew each time, so that duels end. */
	readonly leaderTimeoutMaxMs: number;
	/** The log is trimmed after this many executed slots. */
	readonly snapshotEverySlots: number;
	/** At most so many entries in a message that repeats what was sent before. */
	readonly maxEntriesPerMessage: number;
	/** The least recently used session beyond this number expires. */
	readonly maxSessions: number;
}

export const defaultOptions: PaxosOptions = {
	heartbeatIntervalMs: 50,
	leaderTimeoutMinMs: 150,
	leaderTimeoutMaxMs: 300,
	snapshotEverySlots: 200,
	maxEntriesPerMessage: 64,
	maxSessions: 1000,
};
