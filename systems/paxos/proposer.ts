import { errorCodes, type Message, type NodeId } from '../../harness/model/index.ts';
import type { KvCommand, KvError } from '../replicated-kv/messages.ts';
import { ballotOf, roundOf } from './ballots.ts';
import type {
	Accepted,
	AcceptedEntry,
	Ballot,
	ClientRequest,
	Entry,
	PromiseMessage,
	Reject,
	Slot,
} from './messages.ts';
import { Replica } from './replica.ts';
import { type Candidate, follower, type Leader, type Role } from './role.ts';

/**
 * Chapter 3: the proposer. One that stays is a leader. One phase 1 is good for all slots, those that nobody has used yet among
 * them (Paxos Made Simple, section 3). So a stable leader goes through it once, and each command costs phase 2 alone.
 */
export abstract class Proposer extends Replica {
	protected role: Role = follower;
	/** Whom clients are sent to. */
	protected leaderId: NodeId | null = null;
	/** Whether a leader was heard from within the minimum time-out. */
	protected leaderIsAlive = false;
	/** The highest round that this node has heard of. */
	protected highestRound = 0;

	protected abstract awaitChoice(request: Message<ClientRequest>, entry: Entry): void;
	protected abstract giveUpReads(leader: Leader): void;

	/** In two stages: after the minimum this node promises to others, after a random rest it stands itself. */
	protected resetLeaderTimer(): void {
		const { leaderTimeoutMinMs, leaderTimeoutMaxMs } = this.options;
		this.context.setTimer('leader', leaderTimeoutMinMs, () => {
			this.leaderIsAlive = false;
			const rest = this.context.random.integer(0, leaderTimeoutMaxMs - leaderTimeoutMinMs);
			this.context.setTimer('leader', rest, () => this.stand());
		});
	}

	protected override heardFromLeader(leader: NodeId): void {
		this.leaderId = leader;
		this.leaderIsAlive = true;
		this.resetLeaderTimer();
	}

	protected override believesInAnother(proposer: NodeId): boolean {
		if (this.role.kind === 'leader') return true;
		return this.leaderIsAlive && proposer !== this.leaderId;
	}

	// Phase 1

	/** Begins a ballot of its own, later than any that it knows. */
	protected stand(): void {
		this.becomeFollower();
		const round = Math.max(this.highestRound, roundOf(this.promised)) + 1;
		const candidate: Candidate = {
			kind: 'candidate',
			ballot: ballotOf(round, this.context.id),
			from: this.executed + 1,
			promises: new Map(),
		};
		// Its own promise first: on disk, it keeps this ballot from being used again after a crash.
		this.promise(candidate.ballot, () => {
			if (this.role !== candidate) return;
			this.collect(this.context.id, candidate, this.acceptedFrom(candidate.from));
			this.askForPromises(candidate);
		});
		this.role = candidate;
		this.context.setTimer('leader', this.timeoutMs(), () => this.stand());
	}

	/** Random, so that of two who stand against each other one is first (section 2.4: progress). */
	protected timeoutMs(): number {
		const { leaderTimeoutMinMs, leaderTimeoutMaxMs } = this.options;
		return this.context.random.integer(leaderTimeoutMinMs, leaderTimeoutMaxMs);
	}

	private askForPromises(candidate: Candidate): void {
		if (this.role !== candidate) return;
		const { ballot, from } = candidate;
		for (const peer of this.context.peers) {
			if (!candidate.promises.has(peer)) this.sendTo(peer, { type: 'prepare', ballot, from });
		}
		this.context.setTimer('again', this.options.heartbeatIntervalMs, () => this.askForPromises(candidate));
	}

	protected onPromise(acceptor: NodeId, { ballot, accepted, snapshot }: PromiseMessage): void {
		if (snapshot !== null) this.install(snapshot);
		const { role } = this;
		if (role.kind === 'candidate' && role.ballot === ballot) this.collect(acceptor, role, accepted);
	}

	private collect(acceptor: NodeId, candidate: Candidate, accepted: readonly AcceptedEntry[]): void {
		candidate.promises.set(acceptor, accepted);
		if (candidate.promises.size >= this.quorumSize()) this.lead(candidate);
	}

	/** Takes over: what may be chosen already in any slot is proposed again, and the gaps between are closed. */
	private lead({ ballot, promises }: Candidate): void {
		const told = this.highestByBallot([...promises.values()].flat());
		const last = this.lastUsedSlot(told);
		const leader: Leader = {
			kind: 'leader',
			ballot,
			nextSlot: last + 1,
			lastBefore: last,
			proposals: new Map(),
			contacts: new Set(),
			round: 0,
			ackedRounds: new Map(),
			waitingReads: [],
			confirmingReads: null,
		};
		this.role = leader;
		this.leaderId = this.context.id;
		this.context.cancelTimer('again');
		this.heartbeat(leader);
		this.context.setTimer('leader', this.options.leaderTimeoutMaxMs, () => this.checkContacts(leader));
		const entries: Entry[] = [];
		for (let slot = this.executed + 1; slot <= last; slot++) {
			entries.push(this.entryToPropose(slot, told.get(slot), ballot));
		}
		if (entries.length > 0) this.proposeAll(leader, entries);
	}

	/** By slot, "the highest-numbered proposal among the responses" (section 2.2). */
	protected highestByBallot(accepted: readonly AcceptedEntry[]): Map<Slot, AcceptedEntry> {
		const highest = new Map<Slot, AcceptedEntry>();
		for (const entry of accepted) {
			if (entry.ballot > (highest.get(entry.slot)?.ballot ?? 0)) highest.set(entry.slot, entry);
		}
		return highest;
	}

	/** Beyond it nothing is chosen, and nothing can be in an earlier ballot: those slots are free. */
	protected lastUsedSlot(told: ReadonlyMap<Slot, AcceptedEntry>): Slot {
		return Math.max(this.executed, ...told.keys());
	}

	/** A gap, a slot of which no promise tells anything, is free as well: a no-op closes it (section 3). */
	protected entryToPropose(slot: Slot, told: AcceptedEntry | undefined, ballot: Ballot): Entry {
		return told ?? { slot, origin: ballot, command: { kind: 'no-op' } };
	}

	// Phase 2

	protected propose(leader: Leader, request: Message<ClientRequest>, command: KvCommand): void {
		const entry: Entry = { slot: leader.nextSlot++, origin: leader.ballot, command };
		this.awaitChoice(request, entry);
		this.proposeAll(leader, [entry]);
	}

	private proposeAll(leader: Leader, entries: readonly Entry[]): void {
		for (const entry of entries) {
			leader.proposals.set(entry.slot, { entry, acceptedBy: new Set(), isFresh: true });
		}
		for (const peer of this.context.peers) this.sendAccept(leader, peer, entries);
		const slots = entries.map(({ slot }) => slot);
		this.accept(leader.ballot, entries, () => this.countAccepted(this.context.id, leader, slots));
	}

	private sendAccept(leader: Leader, peer: NodeId, entries: readonly Entry[]): void {
		const plain = entries.map(({ slot, origin, command }) => ({ slot, origin, command }));
		this.sendTo(peer, { type: 'accept', ballot: leader.ballot, entries: plain, chosenUpTo: this.executed });
	}

	protected onAccepted(acceptor: NodeId, { ballot, slots }: Accepted): void {
		const { role } = this;
		if (role.kind !== 'leader' || role.ballot !== ballot) return;
		role.contacts.add(acceptor);
		this.countAccepted(acceptor, role, slots);
	}

	/** Accepted by a majority in one ballot: chosen. */
	private countAccepted(acceptor: NodeId, leader: Leader, slots: readonly Slot[]): void {
		if (this.role !== leader) return;
		for (const slot of slots) {
			const proposal = leader.proposals.get(slot);
			if (proposal === undefined || proposal.acceptedBy.add(acceptor).size < this.quorumSize()) continue;
			leader.proposals.delete(slot);
			this.learn(proposal.entry);
		}
	}

	// Staying, and going

	private heartbeat(leader: Leader): void {
		for (const peer of this.context.peers) {
			this.sendHeartbeat(leader, peer);
			const unanswered = this.unansweredBy(leader, peer);
			if (unanswered.length > 0) this.sendAccept(leader, peer, unanswered);
		}
		for (const proposal of leader.proposals.values()) proposal.isFresh = false;
		this.context.setTimer('again', this.options.heartbeatIntervalMs, () => this.heartbeat(leader));
	}

	protected sendHeartbeat({ ballot, round }: Leader, peer: NodeId): void {
		this.sendTo(peer, { type: 'heartbeat', ballot, chosenUpTo: this.executed, round });
	}

	private unansweredBy(leader: Leader, peer: NodeId): readonly Entry[] {
		const entries: Entry[] = [];
		for (const { entry, acceptedBy, isFresh } of leader.proposals.values()) {
			if (!isFresh && !acceptedBy.has(peer)) entries.push(entry);
			if (entries.length === this.options.maxEntriesPerMessage) break;
		}
		return entries;
	}

	/** A leader that reaches no majority can do nothing, and says so to its clients. */
	private checkContacts(leader: Leader): void {
		if (this.role !== leader) return;
		const reached = leader.contacts.size + 1 >= this.quorumSize();
		leader.contacts.clear();
		if (!reached) this.resign();
		else this.context.setTimer('leader', this.options.leaderTimeoutMaxMs, () => this.checkContacts(leader));
	}

	/**
	 * Somebody was promised a later ballot. A leader whom others still follow begins another one at once, which ends it;
	 * anybody else waits for a random time, lest two go on for ever depriving each other of their promises.
	 */
	protected onReject({ ballot }: Reject): void {
		this.highestRound = Math.max(this.highestRound, roundOf(ballot));
		const { role } = this;
		if (role.kind === 'follower' || ballot <= role.ballot) return;
		if (role.kind === 'leader') this.stand();
		else this.resign();
	}

	protected override observeBallot(ballot: Ballot): void {
		this.highestRound = Math.max(this.highestRound, roundOf(ballot));
		if (this.role.kind !== 'follower') this.resign();
	}

	private resign(): void {
		this.becomeFollower();
		this.leaderId = null;
		this.resetLeaderTimer();
	}

	private becomeFollower(): void {
		const before = this.role;
		this.role = follower;
		this.context.cancelTimer('again');
		if (before.kind === 'leader') this.giveUpReads(before);
	}

	/** A definite error: the request had no effect and never will. */
	protected unavailable(text: string): KvError {
		return { type: 'error', code: errorCodes.temporarilyUnavailable, text, leader: this.leaderId };
	}
}
