import {
	errorCodes,
	type Inspection,
	type Message,
	type NodeContext,
	type NodeProgram,
} from '../../harness/model/index.ts';
import { type Cas, commandOf, type KvError, type Write } from '../replicated-kv/messages.ts';
import type { RaftInternals } from './invariants.ts';
import { Membership } from './membership.ts';
import type { ClientReply, ClientRequest, Entry, PeerMessage } from './messages.ts';
import { defaultOptions, type RaftOptions } from './options.ts';
import { refuseMalformed } from './requests.ts';
import type { Leader } from './role.ts';

/**
 * # Raft, best understood in reverse order
 *
 * **A client gets an answer** when its command has been applied to the state machine. Every server applies the same
 * commands in the same order, so their states are the same, and it does not matter which of them survive.
 *
 * **A command is applied** when its entry in the log is *committed*: when nothing can remove it any more.
 *
 * **An entry is committed** when it is durable on a majority, and the leader whose term it is of has counted that. From
 * then on every possible leader has it, for:
 *
 * **A leader is elected** by a majority, each of whom votes once a term, and only for a candidate whose log is at least
 * as up to date as its own. Two majorities share a server. So there is one leader a term; and one of its voters has the
 * committed entry, which means that the leader has it as well.
 *
 * **A follower copies the leader's log.** It accepts an entry only after the one that the leader has before it, so if two
 * logs agree on one entry's index and term, they agree on everything before (*log matching*). Where they do not, the
 * leader's is right: what is overwritten cannot have been committed.
 *
 * The hard step is the last word of "an entry is committed … and the leader *whose term it is of* has counted that".
 * Figure 8 of the paper shows why, with five servers, S1 to S5:
 *
 * 1. S1 leads term 2 and gets its entry to S2 only. It crashes.
 * 2. S5 is elected for term 3 by S3, S4 and itself, appends another entry, and crashes.
 * 3. S1 comes back, is elected for term 4, and gets its old entry of term 2 to S3. That is a majority.
 * 4. S1 crashes. S5 may be elected: its last entry is of term 3, newer than those of S2, S3 and S4. It overwrites the
 *    entry of term 2, majority or not.
 * 5. Had S1 first got an entry of term 4 to a majority, S5 could not have won; and the entry of term 2 would be safe.
 *
 * So a leader counts for entries of its own term only, and opens its term with a no-op to have one
 * (`Replication.mayCommit`, `becomeLeader`).
 *
 * # Where to read on
 *
 * The node is one class, told in chapters that build on each other; a method is small where a single change to it makes a
 * known bug (`mutants/`). `messages.ts` and `role.ts` have the vocabulary; then
 * `server.ts` (terms, timers, persistence), `election.ts`, `replication.ts`, `compaction.ts`, `read-index.ts`,
 * `membership.ts`, and here the front door: what comes in, and what is answered.
 *
 * "Figure" and "section" are those of Ongaro and Ousterhout, *In Search of an Understandable Consensus Algorithm
 * (Extended Version)*, 2014; "thesis" is Ongaro, *Consensus: Bridging Theory and Practice*, 2014.
 */
export class RaftNode extends Membership implements NodeProgram<PeerMessage | ClientRequest> {
	/** Who waits for the entry at an index. */
	private readonly waiting = new Map<number, Waiting>();

	constructor(context: NodeContext, options: RaftOptions = defaultOptions) {
		super(context, options);
	}

	start(): void {
		this.recover();
		this.resetElectionTimer();
	}

	receive(message: Message<PeerMessage | ClientRequest>): void {
		const { body } = message;
		if ('term' in body) this.receiveFromPeer(message.src, body);
		else this.receiveFromClient(message as Message<ClientRequest>);
	}

	protected receiveFromPeer(peer: string, body: PeerMessage): void {
		const asksForVote = body.type === 'pre_vote' || body.type === 'request_vote';
		if (asksForVote && this.believesInLeader()) return;
		this.observeTerm(body.term);
		switch (body.type) {
			case 'append_entries':
				this.onAppendEntries(peer, body);
				break;
			case 'append_entries_reply':
				this.onAppendEntriesReply(peer, body);
				break;
			case 'pre_vote':
				this.onPreVote(peer, body);
				break;
			case 'pre_vote_reply':
				this.onPreVoteReply(peer, body);
				break;
			case 'request_vote':
				this.onRequestVote(peer, body);
				break;
			case 'request_vote_reply':
				this.onRequestVoteReply(peer, body);
				break;
			case 'install_snapshot':
				this.onInstallSnapshot(peer, body);
				break;
			case 'install_snapshot_reply':
				this.onInstallSnapshotReply(peer, body);
				break;
		}
	}

	/** Only the leader serves clients. What the others refuse had no effect, so they say where to go instead. */
	private receiveFromClient(request: Message<ClientRequest>): void {
		const refusal = refuseMalformed(request.body);
		if (refusal !== null) this.context.reply(request, refusal);
		else if (this.role.kind === 'leader') this.serve(this.role, request);
		else this.context.reply(request, this.unavailable('Not the leader'));
	}

	private serve(leader: Leader, request: Message<ClientRequest>): void {
		switch (request.body.type) {
			case 'read':
				this.serveRead(leader, request as Message<typeof request.body>);
				break;
			case 'write':
			case 'cas':
				this.serveCommand(leader, request as Message<Write | Cas>);
				break;
			case 'register_client':
				this.propose(leader, request, { kind: 'register-client' });
				break;
			case 'add_server':
			case 'remove_server':
				this.changeServers(leader, request as Message<typeof request.body>);
				break;
		}
	}

	/** A command that was applied already is answered from its session, at once (thesis, section 6.3). */
	protected serveCommand(leader: Leader, request: Message<Write | Cas>): void {
		const { session = 0, sequence = 0 } = request.body;
		const response = session === 0 ? undefined : this.stateMachine.responseTo(session, sequence);
		if (response !== undefined) this.context.reply(request, response);
		else this.propose(leader, request, commandOf(request.body));
	}

	protected override awaitCommit(request: Message<ClientRequest>, { index, term }: Entry): void {
		this.waiting.set(index, { request, term });
	}

	/** Applies what is committed, in order, and answers those who wait for it. */
	protected override applyCommitted(): void {
		while (this.mayApply()) {
			const entry = this.log.entry(this.lastApplied + 1);
			if (entry === undefined) break;
			this.lastApplied++;
			const { index, command } = entry;
			this.answer(entry, command.kind === 'configuration' ? null : this.stateMachine.apply(index, command));
			if (command.kind === 'configuration') this.configurationCommitted();
		}
		if (this.role.kind === 'leader') this.confirmReads(this.role);
		this.compactWhenDue();
	}

	/** Only what is committed: anything else may still be replaced. */
	protected mayApply(): boolean {
		return this.lastApplied < this.commitIndex;
	}

	/** Also one who is leader no more: if its entry was committed after all, it knows the response. */
	private answer(entry: Entry, response: ClientReply | null): void {
		const waiting = this.waiting.get(entry.index);
		if (waiting === undefined) return;
		this.waiting.delete(entry.index);
		const { request, term } = waiting;
		if (!this.isSameEntry(entry, term)) {
			this.context.reply(request, this.unavailable('Another leader put another entry in its place'));
		} else if (request.body.type === 'add_server' || request.body.type === 'remove_server') {
			this.context.reply(request, this.changeDone(request.body));
		} else if (response !== null) {
			this.context.reply(request, response);
		}
	}

	/** The index alone does not tell: another leader's entry may be there now. */
	protected isSameEntry(entry: Entry, term: number): boolean {
		return entry.term === term;
	}

	/** A snapshot covers the entries that these wait for: what became of them is not known here. */
	protected override forgetRequests(upTo: number): void {
		for (const [index, { request }] of this.waiting) {
			if (index > upTo) continue;
			this.waiting.delete(index);
			this.context.reply(request, unknownOutcome);
		}
	}

	protected override progressed(leader: Leader, server: string): void {
		if (this.role !== leader) return;
		this.confirmReads(leader);
		this.continueCatchUp(leader, server);
	}

	inspect(): Inspection {
		const { latest } = this.configurations;
		const removed = !latest.voters.includes(this.context.id) && latest.index <= this.commitIndex;
		return {
			role: removed && this.role.kind === 'follower' ? 'removed' : this.role.kind,
			term: this.currentTerm,
			votedFor: this.votedFor,
			leader: this.leaderId,
			commitIndex: this.commitIndex,
			lastApplied: this.lastApplied,
			lastIndex: this.log.lastIndex,
			lastTerm: this.log.lastTerm,
			snapshotIndex: this.log.snapshotIndex,
			voters: latest.voters.length,
		};
	}

	internals(): RaftInternals {
		return this as unknown as RaftInternals;
	}
}

interface Waiting {
	readonly request: Message<ClientRequest>;
	readonly term: number;
}

const unknownOutcome: KvError = {
	type: 'error',
	code: errorCodes.crash,
	text: 'Whether the command took effect is not known here',
};
