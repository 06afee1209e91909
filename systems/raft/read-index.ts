import type { Message } from '../../harness/model/index.ts';
import type { Read } from '../replicated-kv/messages.ts';
import { Compaction } from './compaction.ts';
import type { Leader, ReadRound } from './role.ts';

/**
 * Chapter 5: linearizable reads without writing to the log (section 8; thesis, section 6.4). The leader's state is the
 * newest only if it is still the leader, and it cannot know that by itself:
 *
 * 1. It waits until an entry of its own term is committed: before, its commit index may be behind.
 * 2. The commit index is now the read's `readIndex`.
 * 3. It asks everybody for an answer to this round, which begins after the read arrived. A majority that answers has not
 *    voted for anybody else before, so no later leader had committed anything when the read arrived.
 * 4. It waits until its state machine has applied `readIndex`. Here commitment applies at once, so that is now.
 *
 * Reads that arrive during a round share the next one.
 */
export abstract class ReadIndex extends Compaction {
	protected serveRead(leader: Leader, request: Message<Read>): void {
		leader.waitingReads.push(request);
		this.beginReadRound(leader);
	}

	protected answerRead(request: Message<Read>): void {
		this.context.reply(request, this.stateMachine.read(request.body.key));
	}

	private beginReadRound(leader: Leader): void {
		if (leader.waitingReads.length === 0 || leader.confirmingReads !== null) return;
		if (!this.hasCommittedInTerm()) return;
		leader.round++;
		leader.confirmingReads = { round: leader.round, requests: leader.waitingReads };
		leader.waitingReads = [];
		for (const [server, progress] of leader.followers) {
			this.sendAppendEntries(leader, server, Math.max(progress.nextIndex - 1, this.log.snapshotIndex), []);
		}
		this.confirmReads(leader);
	}

	/** Whether this leader knows what is committed (thesis, section 6.4, step 1). */
	protected hasCommittedInTerm(): boolean {
		return this.log.termAt(this.commitIndex) === this.currentTerm;
	}

	/** To be called after each answer, and after each commitment. */
	protected confirmReads(leader: Leader): void {
		const reads = leader.confirmingReads;
		if (reads !== null && !this.isConfirmed(leader, reads)) return;
		leader.confirmingReads = null;
		for (const request of reads?.requests ?? []) this.answerRead(request);
		this.beginReadRound(leader);
	}

	private isConfirmed(leader: Leader, { round }: ReadRound): boolean {
		const { id } = this.context;
		return this.isMajority((voter) => voter === id || (leader.followers.get(voter)?.ackedRound ?? 0) >= round);
	}

	protected override giveUpLeadership(leader: Leader): void {
		super.giveUpLeadership(leader);
		const unanswered = [...(leader.confirmingReads?.requests ?? []), ...leader.waitingReads];
		for (const request of unanswered) this.context.reply(request, this.unavailable('No longer the leader'));
	}
}
