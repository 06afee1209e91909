import { errorCodes, type NodeContext, type NodeId } from '../../harness/model/index.ts';
import type { KvError } from '../replicated-kv/messages.ts';
import { ConfigurationHistory, majority } from './configuration.ts';
import { RaftLog } from './log.ts';
import type { PeerMessage } from './messages.ts';
import type { RaftOptions } from './options.ts';
import { WriteAheadLog } from './persistence.ts';
import { follower, type Leader, type Role } from './role.ts';

/** Chapter 1: what every server has and does, whatever its role (figure 2, "state" and "rules for servers"). */
export abstract class Server {
	protected readonly context: NodeContext;
	protected readonly options: RaftOptions;

	// Persistent state on all servers: in the write-ahead log before anybody hears of it.
	protected currentTerm = 0;
	protected votedFor: NodeId | null = null;
	protected readonly log: RaftLog = new RaftLog();
	protected readonly wal: WriteAheadLog;

	// Volatile state on all servers.
	protected commitIndex = 0;
	protected lastApplied = 0;
	protected role: Role = follower;
	protected readonly configurations: ConfigurationHistory;
	/** Whom clients are sent to. */
	protected leaderId: NodeId | null = null;
	/** Whether a leader was heard from within the minimum election time-out. */
	protected leaderIsAlive = false;

	constructor(context: NodeContext, options: RaftOptions) {
		this.context = context;
		this.options = options;
		this.wal = new WriteAheadLog(context.storage);
		this.configurations = new ConfigurationHistory([context.id, ...context.peers].sort());
	}

	protected abstract startPreVote(): void;
	protected abstract giveUpLeadership(leader: Leader): void;
	protected abstract applyCommitted(): void;

	get voters(): readonly NodeId[] {
		return this.configurations.latest.voters;
	}

	/** So many voters that any two groups of them share one. */
	protected quorumSize(): number {
		return majority(this.voters.length);
	}

	protected isMajority(condition: (voter: NodeId) => boolean): boolean {
		let count = 0;
		for (const voter of this.voters) if (condition(voter)) count++;
		return count >= this.quorumSize();
	}

	/** "If RPC request or response contains term T > currentTerm: set currentTerm = T, convert to follower." */
	protected observeTerm(term: number): void {
		if (term <= this.currentTerm) return;
		this.currentTerm = term;
		this.votedFor = null;
		this.leaderId = null;
		this.persistTermAndVote();
		this.becomeFollower();
	}

	/** A candidate's election timer goes on; only a leader has none. */
	protected becomeFollower(): void {
		const before = this.role;
		this.role = follower;
		this.context.cancelTimer('retry');
		if (before.kind !== 'leader') return;
		this.leaderId = null;
		this.giveUpLeadership(before);
		this.resetElectionTimer();
	}

	/**
	 * The election time-out, in two stages: after the minimum the leader is not believed in any more, so that this server
	 * votes for others; after a random rest it stands itself (section 5.2; thesis, section 4.2.3).
	 */
	protected resetElectionTimer(): void {
		const { electionTimeoutMinMs, electionTimeoutMaxMs } = this.options;
		this.context.setTimer('election', electionTimeoutMinMs, () => {
			this.leaderIsAlive = false;
			const rest = this.context.random.integer(0, electionTimeoutMaxMs - electionTimeoutMinMs);
			this.context.setTimer('election', rest, () => this.startPreVote());
		});
	}

	/** Both in one record: a term without its vote would let the server vote twice. */
	protected persistTermAndVote(): void {
		this.wal.appendTermAndVote(this.currentTerm, this.votedFor);
	}

	/** "Updated on stable storage before responding to RPCs." A response of a term that has passed is not sent. */
	protected afterVoteSync(then: () => void): void {
		const term = this.currentTerm;
		this.wal.sync(() => {
			if (this.currentTerm === term) then();
		});
	}

	/** The same for entries: an acknowledged entry is one that a crash leaves in place. */
	protected afterLogSync(then: () => void): void {
		const term = this.currentTerm;
		this.wal.sync(() => {
			if (this.currentTerm === term) then();
		});
	}

	/** "If commitIndex > lastApplied: increment lastApplied, apply log[lastApplied] to state machine." */
	protected commitUpTo(index: number): void {
		if (index <= this.commitIndex) return;
		this.commitIndex = index;
		this.applyCommitted();
	}

	protected sendTo(server: NodeId, message: PeerMessage): void {
		this.context.send(server, message);
	}

	/** A definite error: the request had no effect and never will. */
	protected unavailable(text: string): KvError {
		return { type: 'error', code: errorCodes.temporarilyUnavailable, text, leader: this.leaderId };
	}
}
