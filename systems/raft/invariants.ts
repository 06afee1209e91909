import type { Inspection, Invariant, NodeId } from '../../harness/model/index.ts';
import type { RaftLog } from './log.ts';
import type { Entry, Snapshot } from './messages.ts';
import type { Role } from './role.ts';

/** What the invariants look at: a server's own fields. */
export interface RaftInternals {
	readonly log: RaftLog;
	readonly currentTerm: number;
	readonly votedFor: NodeId | null;
	readonly wal: { readonly isDurable: boolean };
	readonly commitIndex: number;
	readonly lastApplied: number;
	readonly role: Role;
	readonly snapshot: Snapshot | null;
}

type Watch = (node: NodeId, server: RaftInternals) => string | undefined;

/** An invariant from what is remembered between the events of a run. */
function invariant(name: string, description: string, begin: () => Watch): Invariant<RaftInternals> {
	return {
		name,
		description,
		watch() {
			const watch = begin();
			return { afterEvent: (node: NodeId, _: Inspection, server: RaftInternals) => watch(node, server) };
		},
	};
}

const electionSafety = invariant(
	'election-safety',
	'"At most one leader can be elected in a given term." (figure 3, section 5.2)',
	() => {
		const leaders = new Map<number, NodeId>();
		return (node, { role, currentTerm }) => {
			if (role.kind !== 'leader') return undefined;
			const other = leaders.get(currentTerm);
			if (other === undefined) leaders.set(currentTerm, node);
			return other === undefined || other === node ? undefined : `${other} and ${node} both lead term ${currentTerm}`;
		};
	},
);

const oneVoteATerm = invariant(
	'one-vote-a-term',
	'"Each server will vote for at most one candidate in a given term" (section 5.2), and does not forget it when it restarts',
	() => {
		const votes = new Map<NodeId, { readonly term: number; readonly candidate: NodeId }>();
		return (node, { currentTerm, votedFor, wal }) => {
			if (votedFor === null) return undefined;
			const before = votes.get(node);
			if (before?.term === currentTerm) {
				if (before.candidate === votedFor) return undefined;
				return `${node} votes for ${votedFor} in term ${currentTerm}, in which it has voted for ${before.candidate}`;
			}
			// A vote that a crash may still take has been told to nobody.
			if (wal.isDurable) votes.set(node, { term: currentTerm, candidate: votedFor });
			return undefined;
		};
	},
);

const leaderAppendOnly = invariant(
	'leader-append-only',
	'"A leader never overwrites or deletes entries in its log; it only appends new entries." (figure 3, section 5.3)',
	() => {
		const led = new Map<NodeId, { readonly role: Role; lastIndex: number; lastTerm: number }>();
		return (node, { role, log }) => {
			if (role.kind !== 'leader') return undefined;
			const { lastIndex, lastTerm } = log;
			const before = led.get(node);
			if (before?.role !== role) {
				led.set(node, { role, lastIndex, lastTerm });
				return undefined;
			}
			const kept = before.lastIndex < log.snapshotIndex || log.termAt(before.lastIndex) === before.lastTerm;
			const lost = `${node} leads and has lost or changed entry ${before.lastIndex} of term ${before.lastTerm}`;
			before.lastIndex = lastIndex;
			before.lastTerm = lastTerm;
			return kept ? undefined : lost;
		};
	},
);

const logMatching = invariant(
	'log-matching',
	'"If two logs contain an entry with the same index and term, then the logs are identical in all entries up through the given index." (figure 3, section 5.3)',
	() => {
		/** By index and term: the entry that was first seen there, and the term of the one before it. */
		const known = new Map<number, { readonly entry: Entry; readonly termBefore: number | undefined }>();
		/** By node: the entries that were compared already, by index. */
		const compared = new Map<NodeId, Entry[]>();
		return (node, { log }) => {
			let seen = compared.get(node);
			if (seen === undefined) {
				seen = [];
				compared.set(node, seen);
			}
			// Entries are replaced from the end: below one that was compared already there is nothing new.
			for (let index = log.lastIndex; index > log.snapshotIndex; index--) {
				const entry = log.entry(index) as Entry;
				if (seen[index] === entry) return undefined;
				seen[index] = entry;
				const termBefore = log.termAt(index - 1);
				const key = index * maxTerms + entry.term;
				const first = known.get(key);
				if (first === undefined) known.set(key, { entry, termBefore });
				else if (!sameCommand(first.entry, entry) || differ(first.termBefore, termBefore)) {
					return `the log of ${node} has at index ${index}, term ${entry.term}, ${tell(entry)} after term ${termBefore}; another log has ${tell(first.entry)} after term ${first.termBefore}`;
				}
			}
			return undefined;
		};
	},
);

const leaderCompleteness = invariant(
	'leader-completeness',
	'"If a log entry is committed in a given term, then that entry will be present in the logs of the leaders for all higher-numbered terms." (figure 3, section 5.4)',
	() => {
		/** By index: the term of the committed entry, and the earliest term in which some server knew it to be committed. */
		const committed: { readonly entryTerm: number; readonly inTerm: number }[] = [];
		const appliedTo = new Map<NodeId, number>();
		const leads = new Map<NodeId, Role>();
		return (node, { role, log, currentTerm, lastApplied }) => {
			for (let index = (appliedTo.get(node) ?? 0) + 1; index <= lastApplied; index++) {
				const entryTerm = log.entry(index)?.term;
				if (entryTerm !== undefined) committed[index] ??= { entryTerm, inTerm: currentTerm };
			}
			appliedTo.set(node, lastApplied);
			if (role.kind !== 'leader' || leads.get(node) === role) return undefined;
			leads.set(node, role);
			for (let index = log.snapshotIndex + 1; index < committed.length; index++) {
				const entry = committed[index];
				if (entry === undefined || entry.inTerm >= currentTerm || log.termAt(index) === entry.entryTerm) continue;
				const here = log.termAt(index);
				return `${node} leads term ${currentTerm} ${here === undefined ? 'without an entry' : `with an entry of term ${here}`} at index ${index}, where one of term ${entry.entryTerm} was committed in term ${entry.inTerm}`;
			}
			return undefined;
		};
	},
);

const ownTermCommits = invariant(
	'own-term-commits',
	'"Only log entries from the leader’s current term are committed by counting replicas" (section 5.4.2): those before them are committed with them',
	() => {
		const leaders = new Map<NodeId, { readonly role: Role; commitIndex: number }>();
		return (node, { role, log, currentTerm, commitIndex }) => {
			if (role.kind !== 'leader') return undefined;
			const before = leaders.get(node);
			if (before?.role !== role) {
				leaders.set(node, { role, commitIndex });
				return undefined;
			}
			if (commitIndex <= before.commitIndex) return undefined;
			before.commitIndex = commitIndex;
			const term = log.termAt(commitIndex);
			if (term === undefined || term === currentTerm) return undefined;
			return `${node} leads term ${currentTerm} and commits up to index ${commitIndex}, where its entry is of term ${term}`;
		};
	},
);

const stateMachineSafety = invariant(
	'state-machine-safety',
	'"If a server has applied a log entry at a given index to its state machine, no other server will ever apply a different log entry for the same index." (figure 3, section 5.4.3)',
	() => {
		const applied: Entry[] = [];
		const appliedTo = new Map<NodeId, number>();
		/** By index: the state that somebody had there, as JSON. It also tells of entries that a snapshot brought. */
		const states = new Map<number, string>();
		const snapshots = new Map<NodeId, Snapshot>();
		return (node, { log, lastApplied, snapshot }) => {
			for (let index = (appliedTo.get(node) ?? 0) + 1; index <= lastApplied; index++) {
				const entry = log.entry(index);
				if (entry === undefined) continue;
				const first = applied[index];
				if (first === undefined) applied[index] = entry;
				else if (first.term !== entry.term || !sameCommand(first, entry)) {
					return `${node} applies ${tell(entry)} of term ${entry.term} at index ${index}, where another server applied ${tell(first)} of term ${first.term}`;
				}
			}
			appliedTo.set(node, lastApplied);
			if (snapshot === null || snapshots.get(node) === snapshot) return undefined;
			snapshots.set(node, snapshot);
			const state = JSON.stringify(snapshot.state);
			const other = states.get(snapshot.index);
			if (other === undefined) states.set(snapshot.index, state);
			return other === undefined || other === state
				? undefined
				: `the state of ${node} at index ${snapshot.index} is not that of another server at the same index`;
		};
	},
);

const monotonicIndices = invariant(
	'monotonic-indices',
	'commitIndex and lastApplied of a server, and matchIndex on a leader, "increase monotonically" (figure 2, volatile state)',
	() => {
		const lives = new Map<NodeId, Indices>();
		return (node, server) => {
			const { role, commitIndex, lastApplied } = server;
			let life = lives.get(node);
			if (life?.server !== server) {
				life = { server, commitIndex: 0, lastApplied: 0, role: undefined, matchIndices: new Map() };
				lives.set(node, life);
			}
			const broken =
				wentBack(node, 'commitIndex', life.commitIndex, commitIndex) ??
				wentBack(node, 'lastApplied', life.lastApplied, lastApplied);
			life.commitIndex = commitIndex;
			life.lastApplied = lastApplied;
			if (broken !== undefined || role.kind !== 'leader') return broken;
			if (life.role !== role) life.matchIndices.clear();
			life.role = role;
			for (const [follower, progress] of role.followers) {
				const before = life.matchIndices.get(follower);
				// One that was let go and comes back has a new progress.
				if (before?.progress === progress && progress.matchIndex < before.matchIndex) {
					return wentBack(node, `matchIndex of ${follower}`, before.matchIndex, progress.matchIndex);
				}
				if (before?.progress !== progress) {
					life.matchIndices.set(follower, { progress, matchIndex: progress.matchIndex });
				} else before.matchIndex = progress.matchIndex;
			}
			return undefined;
		};
	},
);

interface Indices {
	/** A restarted server is another one, and begins at 0 again. */
	readonly server: RaftInternals;
	commitIndex: number;
	lastApplied: number;
	role: Role | undefined;
	readonly matchIndices: Map<NodeId, { readonly progress: object; matchIndex: number }>;
}

/** Raft's five guarantees (figure 3), and what the paper says of votes and indices. */
export const invariants: readonly Invariant<RaftInternals>[] = [
	electionSafety,
	oneVoteATerm,
	leaderAppendOnly,
	logMatching,
	leaderCompleteness,
	ownTermCommits,
	stateMachineSafety,
	monotonicIndices,
];

/** More than there are terms in a run: makes one number of an index and a term. */
const maxTerms = 1e6;

function wentBack(node: NodeId, what: string, before: number, now: number): string | undefined {
	return now >= before ? undefined : `the ${what} at ${node} goes back from ${before} to ${now}`;
}

/** The same entry is mostly the same object. */
function sameCommand(a: Entry, b: Entry): boolean {
	return a.command === b.command || JSON.stringify(a.command) === JSON.stringify(b.command);
}

/** A log that begins after a snapshot may not know the term before. */
function differ(a: number | undefined, b: number | undefined): boolean {
	return a !== undefined && b !== undefined && a !== b;
}

function tell({ command }: Entry): string {
	return command.kind === 'operation' ? JSON.stringify(command.operation) : command.kind;
}
