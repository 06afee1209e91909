import type { NodeId } from '../../harness/model/index.ts';
import type { PreVote, PreVoteReply, RequestVote, RequestVoteReply } from './messages.ts';
import type { Candidate } from './role.ts';
import { Server } from './server.ts';

/** Chapter 2: leader election (sections 5.2 and 5.4.1), with PreVote (thesis, section 9.6). */
export abstract class Election extends Server {
	protected abstract becomeLeader(): void;

	/**
	 * The election timer ran out. Before it disturbs the others with a new term, the server asks whether a majority would
	 * vote for it; if it has votes of the current term from an election that came to no end, these remain good.
	 */
	protected override startPreVote(): void {
		this.leaderId = null;
		this.leaderIsAlive = false;
		if (this.mayStand()) this.standForPreVote();
		else this.resetElectionTimer();
	}

	private standForPreVote(): void {
		const votes = isCandidate(this.role) ? this.role.votes : new Set<NodeId>();
		this.role = { kind: 'pre-candidate', preVotes: new Set([this.context.id]), votes };
		this.setCandidateTimers();
		this.askForVotes();
		this.countPreVotes(this.role);
	}

	/** "On conversion to candidate, start election: increment currentTerm, vote for self, …" (figure 2) */
	protected startElection(): void {
		this.currentTerm++;
		this.votedFor = this.context.id;
		this.persistTermAndVote();
		this.role = { kind: 'candidate', preVotes: new Set(), votes: new Set() };
		this.setCandidateTimers();
		this.afterVoteSync(() => {
			if (!isCandidate(this.role)) return;
			this.role.votes.add(this.context.id);
			this.askForVotes();
			this.countVotes(this.role);
		});
	}

	/**
	 * A server outside of its own latest configuration stands for election as long as that is not known to be committed:
	 * it may be the one whose log is needed (thesis, section 4.2.2).
	 */
	protected mayStand(): boolean {
		return this.voters.includes(this.context.id) || this.configurations.latest.index > this.commitIndex;
	}

	private setCandidateTimers(): void {
		const { electionTimeoutMinMs, electionTimeoutMaxMs, heartbeatIntervalMs } = this.options;
		const timeoutMs = this.context.random.integer(electionTimeoutMinMs, electionTimeoutMaxMs);
		this.context.setTimer('election', timeoutMs, () => this.startPreVote());
		this.context.setTimer('retry', heartbeatIntervalMs, () => this.retryVotes());
	}

	private retryVotes(): void {
		this.askForVotes();
		this.context.setTimer('retry', this.options.heartbeatIntervalMs, () => this.retryVotes());
	}

	/** Asks everybody who has not agreed yet: for the next term, and for the current one if this server stands in it. */
	private askForVotes(): void {
		if (!isCandidate(this.role)) return;
		const { kind, preVotes, votes } = this.role;
		const standsInTerm = votes.has(this.context.id);
		for (const voter of this.voters) {
			if (voter === this.context.id) continue;
			if (kind === 'pre-candidate' && !preVotes.has(voter)) this.sendTo(voter, this.preVote());
			if (standsInTerm && !votes.has(voter)) this.sendTo(voter, this.requestVote());
		}
	}

	private preVote(): PreVote {
		const { currentTerm: term, log } = this;
		return { type: 'pre_vote', term, nextTerm: term + 1, lastLogIndex: log.lastIndex, lastLogTerm: log.lastTerm };
	}

	private requestVote(): RequestVote {
		const { currentTerm: term, log } = this;
		return { type: 'request_vote', term, lastLogIndex: log.lastIndex, lastLogTerm: log.lastTerm };
	}

	/**
	 * A server that hears from a leader, or is one, does not listen to candidates at all: not even to their term. So one
	 * that was removed, or cut off for a while, disturbs nobody (thesis, section 4.2.3).
	 */
	protected believesInLeader(): boolean {
		return this.leaderIsAlive || this.role.kind === 'leader';
	}

	protected onPreVote(candidate: NodeId, { nextTerm, lastLogIndex, lastLogTerm }: PreVote): void {
		const granted = nextTerm > this.currentTerm && this.isUpToDate(lastLogIndex, lastLogTerm);
		this.sendTo(candidate, { type: 'pre_vote_reply', term: this.currentTerm, nextTerm, granted });
	}

	protected onPreVoteReply(voter: NodeId, { nextTerm, granted }: PreVoteReply): void {
		const role = this.role;
		if (role.kind !== 'pre-candidate' || nextTerm !== this.currentTerm + 1 || !granted) return;
		role.preVotes.add(voter);
		this.countPreVotes(role);
	}

	private countPreVotes(role: Candidate): void {
		if (this.isMajority((voter) => role.preVotes.has(voter))) this.startElection();
	}

	/** Figure 2, RequestVote RPC, "receiver implementation". */
	protected onRequestVote(candidate: NodeId, { term, lastLogIndex, lastLogTerm }: RequestVote): void {
		const free = this.votedFor === null || this.votedFor === candidate;
		const granted = term === this.currentTerm && free && this.isUpToDate(lastLogIndex, lastLogTerm);
		if (granted) this.grantVote(candidate);
		else this.sendTo(candidate, { type: 'request_vote_reply', term: this.currentTerm, granted });
	}

	/** The vote is on disk before the candidate may count it. */
	private grantVote(candidate: NodeId): void {
		if (this.votedFor === null) {
			this.votedFor = candidate;
			this.persistTermAndVote();
		}
		this.becomeFollower();
		this.resetElectionTimer();
		this.afterVoteSync(() => {
			this.sendTo(candidate, { type: 'request_vote_reply', term: this.currentTerm, granted: true });
		});
	}

	/**
	 * "If the logs have last entries with different terms, then the log with the later term is more up-to-date. If the
	 * logs end with the same term, then whichever log is longer is more up-to-date." (section 5.4.1)
	 */
	protected isUpToDate(lastLogIndex: number, lastLogTerm: number): boolean {
		const { lastIndex, lastTerm } = this.log;
		return lastLogTerm > lastTerm || (lastLogTerm === lastTerm && lastLogIndex >= lastIndex);
	}

	protected onRequestVoteReply(voter: NodeId, { term, granted }: RequestVoteReply): void {
		const role = this.role;
		if (!isCandidate(role) || term !== this.currentTerm || !granted) return;
		role.votes.add(voter);
		this.countVotes(role);
	}

	/** "If votes received from majority of servers: become leader." */
	private countVotes(role: Candidate): void {
		if (this.isMajority((voter) => role.votes.has(voter))) this.becomeLeader();
	}
}

function isCandidate(role: { readonly kind: string }): role is Candidate {
	return role.kind === 'candidate' || role.kind === 'pre-candidate';
}
