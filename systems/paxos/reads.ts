import type { Message, NodeId } from '../../harness/model/index.ts';
import type { Read } from '../replicated-kv/messages.ts';
import type { Heartbeat, HeartbeatOk } from './messages.ts';
import { Proposer } from './proposer.ts';
import type { Leader, ReadRound } from './role.ts';

/**
 * Chapter 4: linearizable reads that take no slot. The leader's state is the newest if
 *
 * 1. it has executed every slot that was used before its ballot: anything chosen in an earlier ballot is there;
 * 2. after the read arrived a majority has said that it was promised to nobody later: so no later leader had got through
 *    its phase 1 when the read arrived, and nothing was chosen in a later ballot.
 *
 * A lease would save the questions, at the price of trusting clocks (Paxos Made Live, section 5.2).
 */
export abstract class Reads extends Proposer {
	protected serveRead(leader: Leader, request: Message<Read>): void {
		leader.waitingReads.push(request);
		this.beginReadRound(leader);
	}

	protected answerRead(request: Message<Read>): void {
		this.context.reply(request, this.stateMachine.read(request.body.key));
	}

	private beginReadRound(leader: Leader): void {
		if (leader.waitingReads.length === 0 || leader.confirmingReads !== null) return;
		if (this.executed < leader.lastBefore) return;
		leader.round++;
		leader.confirmingReads = { round: leader.round, requests: leader.waitingReads };
		leader.waitingReads = [];
		for (const peer of this.context.peers) this.sendHeartbeat(leader, peer);
		this.confirmReads(leader);
	}

	protected onHeartbeat(leader: NodeId, { ballot, chosenUpTo, round }: Heartbeat): void {
		if (!this.follow(leader, ballot)) return;
		this.learnUpTo(leader, ballot, chosenUpTo);
		this.askWhereBehind(leader, chosenUpTo);
		this.sendTo(leader, { type: 'heartbeat_ok', ballot, round });
	}

	protected onHeartbeatOk(acceptor: NodeId, { ballot, round }: HeartbeatOk): void {
		const { role } = this;
		if (role.kind !== 'leader' || role.ballot !== ballot) return;
		role.contacts.add(acceptor);
		role.ackedRounds.set(acceptor, Math.max(role.ackedRounds.get(acceptor) ?? 0, round));
		this.confirmReads(role);
	}

	private confirmReads(leader: Leader): void {
		const reads = leader.confirmingReads;
		if (reads !== null && !this.isConfirmed(leader, reads)) return;
		leader.confirmingReads = null;
		for (const request of reads?.requests ?? []) this.answerRead(request);
		this.beginReadRound(leader);
	}

	private isConfirmed(leader: Leader, { round }: ReadRound): boolean {
		let count = 1;
		for (const acked of leader.ackedRounds.values()) if (acked >= round) count++;
		return count >= this.quorumSize();
	}

	/** Reads may have waited for what was used before. */
	protected override advanced(): void {
		if (this.role.kind === 'leader') this.beginReadRound(this.role);
	}

	protected override giveUpReads(leader: Leader): void {
		const unanswered = [...(leader.confirmingReads?.requests ?? []), ...leader.waitingReads];
		for (const request of unanswered) this.context.reply(request, this.unavailable('No longer the leader'));
	}
}
