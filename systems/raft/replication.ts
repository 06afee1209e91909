import type { Message, NodeId } from '../../harness/model/index.ts';
import { Election } from './election.ts';
import type {
	AppendEntries,
	AppendEntriesReply,
	ClientRequest,
	Command,
	Entry,
	InstallSnapshotReply,
} from './messages.ts';
import { type Leader, newProgress, type Progress } from './role.ts';

/** Chapter 3: log replication and commitment (sections 5.3 and 5.4.2). */
export abstract class Replication extends Election {
	protected abstract sendSnapshot(server: NodeId, progress: Progress): void;
	protected abstract progressed(leader: Leader, server: NodeId): void;
	/** Remembers whom to answer when the entry is applied. */
	protected abstract awaitCommit(request: Message<ClientRequest>, entry: Entry): void;

	/** Section 8: the no-op lets a new leader find out which entries are committed, without a client's help. */
	protected override becomeLeader(): void {
		this.context.cancelTimer('election');
		this.context.cancelTimer('retry');
		this.leaderId = this.context.id;
		const next = this.log.lastIndex + 1;
		const others = this.voters.filter((voter) => voter !== this.context.id);
		this.role = {
			kind: 'leader',
			followers: new Map(others.map((other) => [other, newProgress(next)])),
			durableIndex: 0,
			round: 0,
			waitingReads: [],
			confirmingReads: null,
			catchUp: null,
		};
		this.appendAsLeader(this.role, { kind: 'no-op' });
		this.heartbeat(this.role);
		this.scheduleQuorumCheck(this.role);
	}

	/** "If command received from client: append entry to local log, respond after entry applied to state machine." */
	protected propose(leader: Leader, request: Message<ClientRequest>, command: Command): void {
		const entry = this.appendAsLeader(leader, command);
		this.awaitCommit(request, entry);
		this.replicate(leader);
	}

	/** The leader writes its log while the followers write theirs, and counts itself when it is done (thesis, 10.2.1). */
	private appendAsLeader(leader: Leader, command: Command): Entry {
		const entry: Entry = { index: this.log.lastIndex + 1, term: this.currentTerm, command };
		this.appendToLog(entry);
		this.afterLogSync(() => {
			if (this.role !== leader) return;
			leader.durableIndex = Math.max(leader.durableIndex, entry.index);
			this.advanceCommitIndex(leader);
		});
		return entry;
	}

	/** A configuration takes effect here, not when it is committed (thesis, section 4.1). */
	protected appendToLog(entry: Entry): void {
		this.log.append(entry);
		this.wal.appendEntry(entry);
		if (entry.command.kind !== 'configuration') return;
		this.configurations.append({ index: entry.index, voters: entry.command.voters });
	}

	/** To everybody who has answered the last batch. The others get theirs with the answer, or the next heartbeat. */
	protected replicate(leader: Leader): void {
		for (const [server, progress] of leader.followers) {
			if (progress.sentIndex === 0) this.sendEntries(leader, server, progress);
		}
	}

	private heartbeat(leader: Leader): void {
		for (const [server, progress] of leader.followers) this.sendEntries(leader, server, progress);
		this.context.setTimer('heartbeat', this.options.heartbeatIntervalMs, () => this.heartbeat(leader));
	}

	/** "If last log index ≥ nextIndex for a follower: send AppendEntries RPC with log entries starting at nextIndex." */
	protected sendEntries(leader: Leader, server: NodeId, progress: Progress): void {
		if (progress.nextIndex > this.log.snapshotIndex) this.sendNextEntries(leader, server, progress);
		else this.sendSnapshot(server, progress);
	}

	/**
	 * A new leader knows nothing of the other's log, and most likely guesses wrong where to begin. So it begins with a single
	 * entry, and doubles the batch with each one that is accepted, as TCP does.
	 */
	private sendNextEntries(leader: Leader, server: NodeId, progress: Progress): void {
		const entries = this.log.slice(progress.nextIndex, progress.batchSize);
		if (entries.length > 0) progress.sentIndex = progress.nextIndex - 1 + entries.length;
		this.sendAppendEntries(leader, server, progress.nextIndex - 1, entries);
	}

	protected sendAppendEntries(leader: Leader, server: NodeId, prevLogIndex: number, entries: readonly Entry[]): void {
		this.sendTo(server, {
			type: 'append_entries',
			term: this.currentTerm,
			prevLogIndex,
			prevLogTerm: this.log.termAt(prevLogIndex) ?? 0,
			entries,
			leaderCommit: this.commitIndex,
			round: leader.round,
		});
	}

	/** Figure 2, AppendEntries RPC, "receiver implementation"; the numbers are the paper's. */
	protected onAppendEntries(leaderId: NodeId, request: AppendEntries): void {
		const { term, prevLogIndex, prevLogTerm, entries, leaderCommit } = request;
		// 1. An old leader learns from the answer that its term is over.
		const isOld = term < this.currentTerm;
		if (!isOld && !this.followLeader(leaderId)) return;
		// 2. The log must contain the entry that these follow.
		if (isOld || !this.matchesLog(prevLogIndex, prevLogTerm)) {
			this.rejectEntries(leaderId, request);
			return;
		}
		// 3. and 4. Overwrite what conflicts, append what is new.
		this.storeEntries(entries);
		// 5. Beyond the last of these entries the log may still differ from the leader's.
		const matchIndex = prevLogIndex + entries.length;
		this.learnCommitIndex(leaderCommit, matchIndex);
		this.afterLogSync(() => this.acceptEntries(leaderId, request, matchIndex));
	}

	/** What a snapshot covers is committed, and so it is the leader's too. */
	private matchesLog(prevLogIndex: number, prevLogTerm: number): boolean {
		return prevLogIndex < this.log.snapshotIndex || this.log.termAt(prevLogIndex) === prevLogTerm;
	}

	/** False only if there are two leaders in a term, which is what Raft rules out: then neither obeys the other. */
	protected followLeader(leaderId: NodeId): boolean {
		if (this.role.kind === 'leader') return false;
		if (this.role.kind !== 'follower') this.becomeFollower();
		this.leaderId = leaderId;
		this.leaderIsAlive = true;
		this.resetElectionTimer();
		return true;
	}

	/**
	 * Messages overtake each other: entries that are here already stay, with all that follows them. Only a conflict, the
	 * same index with another term, shows that the rest of the log is not the leader's.
	 */
	protected storeEntries(entries: readonly Entry[]): void {
		for (const entry of entries) {
			if (entry.index <= this.log.snapshotIndex || this.log.termAt(entry.index) === entry.term) continue;
			if (entry.index <= this.log.lastIndex) {
				this.log.truncate(entry.index);
				this.configurations.truncate(entry.index);
			}
			this.appendToLog(entry);
		}
	}

	protected learnCommitIndex(leaderCommit: number, lastNewIndex: number): void {
		this.commitUpTo(Math.min(leaderCommit, lastNewIndex));
	}

	private acceptEntries(leaderId: NodeId, { prevLogIndex, round }: AppendEntries, matchIndex: number): void {
		this.sendTo(leaderId, {
			type: 'append_entries_reply',
			term: this.currentTerm,
			success: true,
			prevLogIndex,
			matchIndex,
			conflictTerm: 0,
			conflictIndex: 0,
			round,
		});
	}

	/** Says enough for the leader to skip a whole conflicting term at once (end of section 5.3). */
	private rejectEntries(leaderId: NodeId, { prevLogIndex, round }: AppendEntries): void {
		const conflictTerm = this.log.termAt(prevLogIndex);
		this.sendTo(leaderId, {
			type: 'append_entries_reply',
			term: this.currentTerm,
			success: false,
			prevLogIndex,
			matchIndex: 0,
			conflictTerm: conflictTerm ?? 0,
			conflictIndex: conflictTerm === undefined ? this.log.lastIndex + 1 : this.log.firstIndexOfTermAt(prevLogIndex),
			round,
		});
	}

	protected onAppendEntriesReply(server: NodeId, reply: AppendEntriesReply): void {
		const leader = this.role;
		if (leader.kind !== 'leader' || reply.term !== this.currentTerm) return;
		const progress = leader.followers.get(server);
		if (progress === undefined) return;
		if (reply.success) this.recordMatch(progress, reply.matchIndex);
		else this.backtrack(progress, reply);
		this.heardFrom(leader, server, progress, reply.round);
	}

	/** An answer of any kind, in this term: the server is there, and this is its leader. */
	protected heardFrom(leader: Leader, server: NodeId, progress: Progress, round: number): void {
		progress.heard = true;
		progress.ackedRound = Math.max(progress.ackedRound, round);
		if (progress.matchIndex > this.commitIndex) this.advanceCommitIndex(leader);
		if (progress.sentIndex === 0 && progress.nextIndex <= this.log.lastIndex)
			this.sendEntries(leader, server, progress);
		this.progressed(leader, server);
	}

	/** "If successful: update nextIndex and matchIndex for follower." Neither goes back: answers overtake each other. */
	protected recordMatch(progress: Progress, matchIndex: number): void {
		progress.matchIndex = Math.max(progress.matchIndex, matchIndex);
		progress.nextIndex = Math.max(progress.nextIndex, matchIndex + 1);
		if (progress.sentIndex === 0 || matchIndex < progress.sentIndex) return;
		progress.sentIndex = 0;
		progress.batchSize = Math.min(2 * progress.batchSize, this.options.maxEntriesPerMessage);
	}

	/**
	 * "If AppendEntries fails because of log inconsistency: decrement nextIndex and retry", but a term at a time: to the
	 * leader's own last entry of the conflicting term, or else before the follower's first. An answer to an older request
	 * says nothing new.
	 */
	private backtrack(progress: Progress, { prevLogIndex, conflictTerm, conflictIndex }: AppendEntriesReply): void {
		if (prevLogIndex !== progress.nextIndex - 1) return;
		const ownLast = conflictTerm === 0 ? undefined : this.log.lastIndexOfTerm(conflictTerm);
		progress.nextIndex = ownLast === undefined ? conflictIndex : Math.min(ownLast + 1, prevLogIndex);
		progress.sentIndex = 0;
		progress.batchSize = 1;
	}

	protected onInstallSnapshotReply(server: NodeId, reply: InstallSnapshotReply): void {
		const leader = this.role;
		if (leader.kind !== 'leader' || reply.term !== this.currentTerm) return;
		const progress = leader.followers.get(server);
		if (progress === undefined) return;
		this.recordMatch(progress, reply.matchIndex);
		progress.snapshotPatience = 0;
		this.heardFrom(leader, server, progress, reply.round);
	}

	/**
	 * "If there exists an N such that N > commitIndex, a majority of matchIndex[i] ≥ N, and log[N].term == currentTerm: set
	 * commitIndex = N." Terms only grow along the log, so if the highest such N is of an earlier term, every other one is.
	 */
	protected advanceCommitIndex(leader: Leader): void {
		const index = this.indexOnMajority(leader);
		if (index > this.commitIndex && this.mayCommit(index)) this.commitUpTo(index);
	}

	/**
	 * A leader commits only entries of its own term by counting; those before are committed with them. An entry of an
	 * earlier term on a majority may still be overwritten (section 5.4.2 and figure 8).
	 */
	protected mayCommit(index: number): boolean {
		return this.log.termAt(index) === this.currentTerm;
	}

	/** The highest index that is durable on a majority of the voters: the leader is not always one of them. */
	private indexOnMajority(leader: Leader): number {
		const voters = this.voters;
		const durable = new Array<number>(voters.length);
		for (let i = 0; i < voters.length; i++) {
			const voter = voters[i] as NodeId;
			durable[i] = voter === this.context.id ? leader.durableIndex : (leader.followers.get(voter)?.matchIndex ?? 0);
		}
		durable.sort((a, b) => b - a);
		return durable[this.quorumSize() - 1] ?? 0;
	}

	/** A leader that cannot reach a majority for an election time-out steps down: clients should ask others (thesis, 6.2). */
	private scheduleQuorumCheck(leader: Leader): void {
		this.context.setTimer('quorum', this.options.electionTimeoutMaxMs, () => {
			const { id } = this.context;
			if (this.isMajority((voter) => voter === id || leader.followers.get(voter)?.heard === true)) {
				for (const progress of leader.followers.values()) progress.heard = false;
				this.scheduleQuorumCheck(leader);
			} else {
				this.becomeFollower();
			}
		});
	}

	protected override giveUpLeadership(_leader: Leader): void {
		this.context.cancelTimer('heartbeat');
		this.context.cancelTimer('quorum');
	}
}
